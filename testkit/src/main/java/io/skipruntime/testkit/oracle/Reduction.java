package io.skipruntime.testkit.oracle;

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
  MODULAR,
  BRITTLE;

  static final List<Reduction> ALL = List.of(values());

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
      case MODULAR -> new Modular(parameter % 3, false);
      case BRITTLE -> new Modular(parameter % 3, true);
    };
  }

  /** What the result is, given what is reduced. */
  Kind result(Kind value) {
    return switch (this) {
      case SUM, MIN, MAX -> value;
      case COUNT, MODULAR, BRITTLE -> Kind.LONG;
    };
  }

  /** A sum that cannot always take a value back, and may fail for some. */
  private record Modular(int residue, boolean fails) implements Reducer<Object, Long> {

    @Override
    public Long initial() {
      return (long) residue;
    }

    @Override
    public Long add(@Nullable Long sum, Object value) {
      int number = Kind.number(value);
      if (fails && number % 7 == residue) {
        throw new ScriptedFailure("BRITTLE", value);
      }
      return (sum == null ? residue : sum) + number;
    }

    @Override
    public @Nullable Long remove(Long sum, Object value) {
      int number = Kind.number(value);
      return number % 3 == residue ? null : sum - number;
    }
  }
}
