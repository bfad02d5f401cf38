package io.skipruntime.engine.operator;

import java.util.List;

/**
 * The law of {@code filter} and {@code mapValues}: each key has those of its values that a function
 * accepts, or what one makes of each; a key without a value is not there. Both are a {@code map}:
 * the function runs for each changed key that is there.
 */
class FilterTest extends OperatorContract {

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "filter by value",
                (first, second, context) -> first.filter(value -> Sound.sound(value) % 2 == 0),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            result.addAll(key, values.stream().filter(v -> v % 2 == 0).toList())))
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "filter by key and value",
                (first, second, context) ->
                    first.filter((key, value) -> Sound.sound(value) + key > 6),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            result.addAll(key, values.stream().filter(v -> v + key > 6).toList())))
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "mapValues",
                (first, second, context) -> first.mapValues(value -> Sound.sound(value) * 3),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            result.addAll(key, values.stream().map(v -> v * 3).toList())))
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }
}
