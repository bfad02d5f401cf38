package io.skipruntime.engine.operator;

import java.util.List;

/**
 * The law of {@code defaultIfEmpty}: the entries of the collection or, while there are none, the
 * one that is given. No function runs; a changed key changes itself and the given one at most.
 */
class DefaultTest extends OperatorContract {

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "defaultIfEmpty",
                (first, second, context) -> first.defaultIfEmpty(3L, 7L),
                (rows, result) -> {
                  rows.first().forEach(result::addAll);
                  if (rows.first().isEmpty()) {
                    result.addAll(3L, List.of(7L));
                  }
                })
            .changing(2));
  }
}
