package io.skipruntime.engine.operator;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The law of {@code lookup}: each key has what a function makes of each of its values and of those
 * that the second collection has at the key that the value refers to. The mapper runs for each key
 * that has changed, and for each that refers to a key that has changed.
 */
class LookupTest extends OperatorContract {

  private static long concerned(Rows before, Rows after) {
    Set<Long> concerned = new TreeSet<>(Rows.changedPresent(before.first(), after.first()));
    Set<Long> there = Rows.changed(before.second(), after.second());
    after
        .first()
        .forEach((key, values) -> {
          if (values.stream().anyMatch(there::contains)) {
            concerned.add(key);
          }
        });
    return concerned.size();
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "lookup",
                (first, second, context) ->
                    first.lookup(Sound::sound, second, (value, found) -> 100 * value + found),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            values.forEach(value ->
                                rows.second()
                                    .getOrDefault(value, List.of())
                                    .forEach(found -> result.add(key, 100 * value + found)))))
            .running(LookupTest::concerned)
            .failing(),
        TestedOperator.of(
                "lookup of what may refer to nothing",
                (first, second, context) ->
                    first.lookup(
                        value -> value % 2 == 0 ? value : null, second, (value, found) -> found),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            values.stream()
                                .filter(value -> value % 2 == 0)
                                .forEach(value ->
                                    result.addAll(
                                        key, rows.second().getOrDefault(value, List.of())))))
            .runningFreely());
  }
}
