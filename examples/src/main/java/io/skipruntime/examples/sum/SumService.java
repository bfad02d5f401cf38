package io.skipruntime.examples.sum;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.math.BigDecimal;

/**
 * Two inputs of numbers. For each key that is in one of them or in both, {@code add} is the sum of
 * all its values, and {@code sub} the sum of the first input's minus that of the second's.
 */
public final class SumService implements SkipService<SumService.Inputs, SumService.Inputs> {

  public record Inputs(
      EagerCollection<String, BigDecimal> input1, EagerCollection<String, BigDecimal> input2) {

    EagerCollection<String, BigDecimal> sum() {
      return input1.merge(input2).reduce(Reducers.sum());
    }

    EagerCollection<String, BigDecimal> difference() {
      EagerCollection<String, BigDecimal> negated =
          input2.map((key, values, out) -> values.forEach(value -> out.emit(key, value.negate())));
      return input1.merge(negated).reduce(Reducers.sum());
    }
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("add", (inputs, context) -> inputs.sum())
        .and("sub", (inputs, context) -> inputs.difference());
  }
}
