package io.skipruntime.engine.operator;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.Map;

/**
 * A service with a tested operator in the graph that all resources share, or only in its resource
 * instances.
 *
 * @param operator the operator
 * @param isShared whether it is in the graph that all share
 */
record OperatorService(TestedOperator operator, boolean isShared)
    implements SkipService<TestedOperator.Inputs, OperatorService.Shared> {

  /** The resource whose contents are the operator's result, with a number as parameter. */
  static final String RESULT = "result";

  /** The resource with the operator built on a collection whose {@link Sound.Guard} may fail. */
  static final String GUARDED = "guarded";

  /** The resource with the first input. */
  static final String FIRST = "first";

  /** The name of the mapper by which one sees for which keys of the result functions run. */
  static final String PROBE = "Probe";

  private static final String REFUSE = "Refuse";

  record Shared(
      TestedOperator.Inputs inputs,
      EagerCollection<?, ?> result,
      EagerCollection<?, ?> probed,
      EagerCollection<Long, Long> refusing) {}

  record Probe() implements Mapper<Object, Object, Object, Object> {
    @Override
    public void mapEntry(Object key, Values<Object> values, Emitter<Object, Object> out) {
      out.emit(key, values.size());
    }
  }

  /**
   * A mapper that fails.
   *
   * @param above what is recomputed before it
   */
  record Refuse(EagerCollection<?, ?> above) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      throw new IllegalStateException("refused");
    }
  }

  /** Whether a node is none of the operator's, by its name. */
  static boolean isOfTheService(String node) {
    return node.endsWith("map(" + PROBE + ")")
        || node.endsWith("map(" + REFUSE + ")")
        || node.startsWith("resource ");
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return operator.sources();
  }

  @Override
  public Resources<Shared> resources() {
    TestedOperator.Construction construction = operator.construction();
    Resource<Shared> result =
        isShared
            ? (in, context) -> in.result()
            : (in, context) ->
                construction.build(in.inputs().first(), in.inputs().second(), context);
    return Resources.<Shared>empty()
        .and(RESULT, Long.class, number -> result)
        .and(
            GUARDED,
            (in, context) -> construction.build(guarded(in), in.inputs().second(), context))
        .and(FIRST, (in, context) -> in.inputs().first());
  }

  private static EagerCollection<Long, Long> guarded(Shared in) {
    return in.inputs().first().map(new Sound.Guard());
  }

  @Override
  @SuppressWarnings("unchecked") // the probe takes any keys and values
  public Shared createGraph(TestedOperator.Inputs in, Context context) {
    EagerCollection<?, ?> result =
        isShared ? operator.construction().build(in.first(), in.second(), context) : in.first();
    EagerCollection<Object, Object> probed =
        ((EagerCollection<Object, Object>) result).map(new Probe());
    return new Shared(in, result, probed, in.refused().map(new Refuse(probed)));
  }
}
