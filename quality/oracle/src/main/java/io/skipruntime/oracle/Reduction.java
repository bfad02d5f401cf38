package io.skipruntime.oracle;

import io.skipruntime.Aggregator;
import io.skipruntime.Reducer;
import io.skipruntime.Reducers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reducers of generated programs. */
enum Reduction {
  SUM,
  MIN,
  MAX,
  COUNT,
  /** Cannot always take a value back. */
  MODULAR,
  /** A reduction whose accumulator is not its result. */
  MEAN,
  /** Fails before it has seen anything, for some parameters. */
  INITIAL_THROWS(true),
  /** Fails to add some values. */
  ADD_THROWS(true),
  /** Fails to give its result for some. */
  RESULT_THROWS(true),
  MEDIAN,
  DISTINCT,
  ANY,
  LEAST_AND_COUNT;

  static final List<Reduction> ALL = List.of(values());

  private final boolean fails;

  Reduction() {
    this(false);
  }

  Reduction(boolean fails) {
    this.fails = fails;
  }

  /** Whether it fails for some values. */
  boolean fails() {
    return fails;
  }

  static Reduction of(int number) {
    return ALL.get(Math.floorMod(number, ALL.size()));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // sums are put over numbers only
  Aggregator<Object, ?, ?> aggregator(int parameter) {
    return switch (this) {
      case SUM -> (Aggregator) Reducers.sum();
      case MIN -> Reducers.min();
      case MAX -> Reducers.max();
      case COUNT -> Reducers.count();
      case MEDIAN -> Reducers.median();
      case DISTINCT -> Reducers.distinctCount();
      case ANY -> Reducers.any(new RowFunctions.Keeping(parameter));
      case LEAST_AND_COUNT ->
          Reducers.both(
              Reducers.min(), Reducers.count(), new RowFunctions.Combining(Kind.LONG, parameter));
      case MODULAR, INITIAL_THROWS, ADD_THROWS -> new Modular(parameter % 3, this);
      case MEAN, RESULT_THROWS -> new Mean(parameter % 3, this);
    };
  }

  /** What the result is, given what is reduced. */
  Kind result(Kind value) {
    return switch (this) {
      case SUM, MIN, MAX, MEDIAN -> value;
      case ANY -> Kind.BOOLEAN;
      case COUNT,
          DISTINCT,
          LEAST_AND_COUNT,
          MODULAR,
          MEAN,
          INITIAL_THROWS,
          ADD_THROWS,
          RESULT_THROWS ->
          Kind.LONG;
    };
  }

  private void failAs(Reduction site, Object value) {
    if (this == site) {
      throw new ScriptedFailure(name(), value);
    }
  }

  /** A sum that cannot always take a value back, and may fail for some. */
  private record Modular(int residue, Reduction reduction) implements Reducer<Object, Long> {

    @Override
    public Long initial() {
      if (residue == 0) {
        reduction.failAs(INITIAL_THROWS, residue);
      }
      return (long) residue;
    }

    @Override
    public Long add(@Nullable Long sum, Object value) {
      int number = Kind.number(value);
      if (number % 7 == residue) {
        reduction.failAs(ADD_THROWS, value);
      }
      return (sum == null ? residue : sum) + number;
    }

    @Override
    public @Nullable Long remove(Long sum, Object value) {
      int number = Kind.number(value);
      return number % 3 == residue ? null : sum - number;
    }
  }

  /** The parts of a mean. */
  private record SumAndCount(long sum, long count) {}

  /** The mean, rounded down. */
  private record Mean(int residue, Reduction reduction)
      implements Aggregator<Object, SumAndCount, Long> {

    @Override
    public @Nullable SumAndCount initial() {
      return null;
    }

    @Override
    public SumAndCount add(@Nullable SumAndCount before, Object value) {
      int number = Kind.number(value);
      return before == null
          ? new SumAndCount(number, 1)
          : new SumAndCount(before.sum + number, before.count + 1);
    }

    @Override
    public SumAndCount remove(SumAndCount before, Object value) {
      return new SumAndCount(before.sum - Kind.number(value), before.count - 1);
    }

    @Override
    public Long result(SumAndCount all) {
      long mean = all.sum / all.count;
      if (mean % 7 == residue) {
        reduction.failAs(RESULT_THROWS, mean);
      }
      return mean;
    }
  }
}
