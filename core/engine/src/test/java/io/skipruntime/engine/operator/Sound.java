package io.skipruntime.engine.operator;

import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;

/** The values for which functions fail in the tests of operators. */
final class Sound {

  /** The value for which the functions of a tested operator fail. */
  static final long UNSOUND = -999;

  /** The value for which {@link Guard} fails, and no function of a tested operator does. */
  static final long GUARDED = -998;

  private Sound() {}

  /**
   * The same value.
   *
   * @throws IllegalStateException for {@link #UNSOUND}
   */
  static long sound(long value) {
    if (value == UNSOUND) {
      throw new IllegalStateException("an unsound value");
    }
    return value;
  }

  /** A mapper that changes nothing and fails for {@link #GUARDED}. */
  record Guard() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        if (value == GUARDED) {
          throw new IllegalStateException("a guarded value");
        }
        out.emit(key, value);
      }
    }
  }

  /** A mapper that emits, for each value of an entry, the entry's key to the value. */
  record Spread() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(sound(value), key));
    }

    /** The same from scratch. */
    static void evaluate(Rows rows, TestedOperator.Contents result) {
      rows.first().forEach((key, values) -> values.forEach(value -> result.add(value, key)));
    }
  }
}
