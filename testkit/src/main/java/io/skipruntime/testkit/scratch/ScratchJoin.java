package io.skipruntime.testkit.scratch;

import io.skipruntime.Pair;
import io.skipruntime.json.CanonicalOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function of an entry and the values that another collection has for its key. */
@FunctionalInterface
interface ScratchJoin {

  /** Adds what becomes of an entry. */
  void join(Map.Entry<Object, List<Object>> entry, List<Object> theirs, Contents to);

  /** Each value with each of theirs. */
  static ScratchJoin inner(BiFunction<Object, Object, Object> combine) {
    return (entry, theirs, to) -> {
      for (Object value : entry.getValue()) {
        theirs.forEach(each -> to.add(entry.getKey(), combine.apply(value, each)));
      }
    };
  }

  /** The same, and each value alone where there are none of theirs. */
  static ScratchJoin left(BiFunction<Object, Optional<Object>, Object> combine) {
    return (entry, theirs, to) -> {
      for (Object value : entry.getValue()) {
        theirs.forEach(each -> to.add(entry.getKey(), combine.apply(value, Optional.of(each))));
        if (theirs.isEmpty()) {
          to.add(entry.getKey(), combine.apply(value, Optional.empty()));
        }
      }
    };
  }

  /** The entries for which there are values of theirs, or for which there are none. */
  static ScratchJoin whereThere(boolean areThere) {
    return (entry, theirs, to) -> {
      if (theirs.isEmpty() != areThere) {
        to.addAll(entry.getKey(), entry.getValue());
      }
    };
  }

  /**
   * Each value with each of another collection for which functions of the two give the same.
   *
   * @param other all of the other collection
   */
  static ScratchJoin on(
      Function<Object, @Nullable Object> mine,
      Contents other,
      Function<Object, @Nullable Object> theirs,
      BiFunction<Object, Object, Object> combine) {
    return (entry, ignored, to) -> {
      for (Object value : entry.getValue()) {
        other
            .entries()
            .forEach((key, values) -> {
              for (Object each : values) {
                if (areSame(mine.apply(value), theirs.apply(each))) {
                  to.add(new Pair<>(entry.getKey(), key), combine.apply(value, each));
                }
              }
            });
      }
    };
  }

  private static boolean areSame(@Nullable Object one, @Nullable Object other) {
    return one != null && other != null && CanonicalOrder.INSTANCE.compare(one, other) == 0;
  }
}
