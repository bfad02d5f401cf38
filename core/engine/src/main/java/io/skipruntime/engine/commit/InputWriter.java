package io.skipruntime.engine.commit;

import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.WrittenEntries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes to the inputs of a service, for the thread of the transaction. */
public final class InputWriter {

  private final ServiceGraph graph;

  /** A writer to the inputs of a graph. */
  public InputWriter(ServiceGraph graph) {
    this.graph = graph;
  }

  /** Carries out some writes, in this order: of a key that is written twice the last counts. */
  public void write(List<Write> writes, Transaction transaction) {
    ServiceDefinition current = graph.definition();
    if (writes.size() == 1) {
      List<Write.Part> parts = writes.getFirst().partsFor(current);
      if (parts.size() == 1) {
        Write.Part part = parts.getFirst();
        graph.node(part.collection()).write(part.entries(), transaction);
        return;
      }
    }
    Map<String, WrittenEntries> all = new LinkedHashMap<>();
    for (Write write : writes) {
      for (Write.Part part : write.partsFor(current)) {
        all.computeIfAbsent(part.collection(), name -> new WrittenEntries(part.entries().size()))
            .putAll(part.entries());
      }
    }
    all.forEach((name, entries) -> graph.node(name).write(entries, transaction));
  }
}
