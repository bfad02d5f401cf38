package io.skipruntime.engine.command;

import io.skipruntime.CommandContext;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.engine.commit.Write;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.operator.EagerHandle;
import java.time.Instant;
import java.util.List;

/**
 * The writes of one run of a command, which are carried out when the run has ended: so its reads
 * see the version before.
 */
final class StagedWrites implements CommandContext {

  private final ServiceGraph graph;
  private final Evaluation evaluation;
  private final Instant now;
  private final Write write;

  /** No writes yet, for the run of an evaluation. */
  StagedWrites(ServiceGraph graph, Evaluation evaluation, Instant now) {
    this.graph = graph;
    this.evaluation = evaluation;
    this.now = now;
    this.write = new Write(graph.definition());
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public <K, V> void putAll(EagerCollection<K, V> input, K key, List<? extends V> values) {
    evaluation.current();
    write.update(nameOf(input), List.of(new Entry<>(key, List.<V>copyOf(values))));
  }

  private String nameOf(EagerCollection<?, ?> input) {
    return graph
        .inputName(input)
        .orElseThrow(() ->
            new SkipException(
                evaluation.owner()
                    + " writes to "
                    + EagerHandle.nodeOf(input).describe()
                    + ", which is computed; a command writes to the input collections that it was"
                    + " given"));
  }

  /** What was written. */
  Write write() {
    return write;
  }
}
