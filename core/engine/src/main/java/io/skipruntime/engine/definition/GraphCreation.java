package io.skipruntime.engine.definition;

import io.skipruntime.ComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The run of a service's {@code createGraph}, of which all mistakes are reported together. */
final class GraphCreation {

  private GraphCreation() {}

  /** The nodes of the inputs whose data external services deliver, by name. */
  static Map<String, CollectionNode> externalNodes(
      ServiceDefinition definition, FunctionContext context) {
    Map<String, CollectionNode> nodes = new LinkedHashMap<>();
    definition
        .externalInputs()
        .forEach((name, resource) ->
            nodes.put(name, EagerHandle.nodeOf(context.useExternalResource(resource))));
    return nodes;
  }

  /**
   * Runs {@code createGraph}.
   *
   * @param inputs all inputs of the service, by name
   * @param evaluation the one whose run goes on
   * @return what the service shares
   * @throws SkipException if that fails; a {@link WiringException} names every mistake
   */
  static Record create(
      ServiceDefinition definition,
      Map<String, EagerCollection<?, ?>> inputs,
      FunctionContext context,
      Evaluation evaluation) {
    @SuppressWarnings("unchecked") // the definition makes the record that the service declares
    SkipService<Record, Record> service = (SkipService<Record, Record>) definition.service();
    List<String> problems = new ArrayList<>(definition.problems());
    try {
      Record made = service.createGraph(definition.inputsRecord(inputs), context);
      problems.addAll(evaluation.mistakes());
      problems.addAll(Captured.problems(made));
      if (problems.isEmpty()) {
        return made;
      }
    } catch (WiringException | ComputationException | ExternalDataNeeded e) {
      throw e;
    } catch (RuntimeException e) {
      problems.addAll(evaluation.mistakes());
      String failure = "createGraph of " + service.getClass().getSimpleName() + " failed: " + e;
      if (problems.isEmpty()) {
        throw e instanceof SkipException known ? known : new SkipException(failure, e);
      }
      problems.add(failure);
    }
    throw new WiringException(problems);
  }
}
