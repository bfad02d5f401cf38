package io.skipruntime.examples.conformance;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Reducer;
import io.skipruntime.Values;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mappers, reducers and the lazy computation over numbers. Where a result does not fit 64 bits
 * they fail instead of giving a wrong one.
 */
final class NumberFunctions {

  private NumberFunctions() {}

  /** A mapper that adds a number to each value. */
  record AddTo(long n) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (long value : values) {
        out.emit(key, Math.addExact(value, n));
      }
    }
  }

  record SwapKeyAndValue() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        out.emit(value, key);
      }
    }
  }

  /** A mapper that makes one value of all of a key: their ascending list. */
  record SortedValues() implements Mapper<Long, Long, Long, List<Long>> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, List<Long>> out) {
      out.emit(key, values.stream().sorted().toList());
    }
  }

  /** A mapper from each value v to 100·v plus the sum of the other collection at v mod 5. */
  record AddOther(EagerCollection<Long, Long> other) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (long value : values) {
        long sum = sum(other.get(Math.floorMod(value, 5L)));
        out.emit(key, Math.addExact(Math.multiplyExact(value, 100L), sum));
      }
    }
  }

  /** A mapper that adds the number of the other collection's keys to each value. */
  record AddSize(EagerCollection<Long, Long> other) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (long value : values) {
        out.emit(key, Math.addExact(value, other.size()));
      }
    }
  }

  record NegateKey() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        out.emit(Math.negateExact(key), value);
      }
    }
  }

  record KeyModulo(long modulo) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        out.emit(Math.floorMod(key, modulo), value);
      }
    }
  }

  /** A mapper that repeats each value v at its key and the following ones, v mod 3 times. */
  record Spread() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        for (long i = 0; i < Math.floorMod(value, 3L); i++) {
          out.emit(Math.addExact(key, i), value);
        }
      }
    }
  }

  /** A mapper that keeps the values which are among the given ones. */
  record OnlyValues(List<Long> wanted) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        if (wanted.contains(value)) {
          out.emit(key, value);
        }
      }
    }
  }

  /** The sum of the numbers from 1 to the key, and of all values at the keys from 0 to it. */
  record Triangle(EagerCollection<Long, Long> numbers) implements LazyCompute<Long, Long> {
    @Override
    public List<Long> compute(LazyCollection<Long, Long> self, Long key) {
      long own = sum(numbers.get(key));
      return List.of(
          key <= 0 ? own : Math.addExact(own, Math.addExact(key, self.getUnique(key - 1))));
    }
  }

  /** A mapper that adds the triangle of the key mod 12 to each value. */
  record AddTriangle(LazyCollection<Long, Long> triangles)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (long value : values) {
        out.emit(key, Math.addExact(value, triangles.getUnique(Math.floorMod(key, 12L))));
      }
    }
  }

  record SumOfSquares() implements Reducer<Long, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Long add(@Nullable Long sum, Long value) {
      return Math.addExact(sum == null ? 0 : sum, Math.multiplyExact(value, value));
    }

    @Override
    public Long remove(Long sum, Long value) {
      return Math.subtractExact(sum, Math.multiplyExact(value, value));
    }
  }

  /** The three largest values, descending; what a fourth was is unknown once one of them goes. */
  record LargestThree() implements Reducer<Long, List<Long>> {
    @Override
    public List<Long> initial() {
      return List.of();
    }

    @Override
    public List<Long> add(@Nullable List<Long> largest, Long value) {
      Stream<Long> all =
          Stream.concat(largest == null ? Stream.of() : largest.stream(), Stream.of(value));
      return all.sorted(Comparator.reverseOrder()).limit(3).toList();
    }

    @Override
    public @Nullable List<Long> remove(List<Long> largest, Long value) {
      return largest.size() == 3 && value < largest.get(2) ? largest : null;
    }
  }

  private static long sum(List<Long> values) {
    return values.stream().reduce(0L, Math::addExact);
  }
}
