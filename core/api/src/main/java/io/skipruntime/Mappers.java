package io.skipruntime;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The mappers of those operators of {@link EagerCollection} that are a {@code map}. They are
 * records, so that equal functions over equal collections are one node; messages name them with the
 * place at which the author called the operator.
 */
final class Mappers {

  private Mappers() {}

  /** A count that an author has given to an operator. */
  static int requireCount(String operator, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          operator + "(" + count + "): the count must not be negative");
    }
    return count;
  }

  record FilterValues<K, V>(Predicate<? super V> keep) implements Mapper<K, V, K, V> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, V> out) {
      for (V value : values) {
        if (keep.test(value)) {
          out.emit(key, value);
        }
      }
    }
  }

  record Filter<K, V>(BiPredicate<? super K, ? super V> keep) implements Mapper<K, V, K, V> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, V> out) {
      for (V value : values) {
        if (keep.test(key, value)) {
          out.emit(key, value);
        }
      }
    }
  }

  record MapValues<K, V, W>(Function<? super V, ? extends W> function)
      implements Mapper<K, V, K, W> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, W> out) {
      for (V value : values) {
        out.emit(key, function.apply(value));
      }
    }
  }

  record KeyByValue<K, V, J>(Function<? super V, ? extends J> newKey)
      implements Mapper<K, V, J, V> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<J, V> out) {
      for (V value : values) {
        out.emit(newKey.apply(value), value);
      }
    }
  }

  record KeyBy<K, V, J>(BiFunction<? super K, ? super V, ? extends J> newKey)
      implements Mapper<K, V, J, V> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<J, V> out) {
      for (V value : values) {
        out.emit(newKey.apply(key, value), value);
      }
    }
  }

  record Distinct<K, V>() implements Mapper<K, V, K, V> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, V> out) {
      TreeSet<Object> seen = new TreeSet<>(CanonicalOrder.INSTANCE);
      for (V value : values) {
        if (seen.add(value)) {
          out.emit(key, value);
        }
      }
    }
  }

  record Top<K, V>(int count, Order<? super V> order) implements Mapper<K, V, K, V> {

    private record Placed<V>(List<Object> position, V value) {}

    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, V> out) {
      List<Placed<V>> placed = new ArrayList<>();
      for (V value : values) {
        placed.add(new Placed<>(order.position(value), value));
      }
      placed.sort((one, other) -> order.compare(one.position(), other.position()));
      for (Placed<V> each : placed.subList(0, Math.min(count, placed.size()))) {
        out.emit(key, each.value());
      }
    }
  }

  record Refer<K, V, J, W, R>(
      Function<? super V, ? extends @Nullable J> reference,
      Lookup<J, W> other,
      BiFunction<? super V, ? super W, ? extends R> combine)
      implements Mapper<K, V, K, R> {
    @Override
    public void mapEntry(K key, Values<V> values, Emitter<K, R> out) {
      for (V value : values) {
        J referenced = reference.apply(value);
        if (referenced != null) {
          for (W found : other.get(referenced)) {
            out.emit(key, Objects.requireNonNull(combine.apply(value, found)));
          }
        }
      }
    }
  }
}
