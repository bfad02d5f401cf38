package io.skipruntime;

import java.util.Objects;
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
