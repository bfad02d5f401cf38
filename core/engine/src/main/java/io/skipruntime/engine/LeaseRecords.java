package io.skipruntime.engine;

import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.subscription.Leases;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The records by which a journal knows the open leases of a service. */
final class LeaseRecords {

  private LeaseRecords() {}

  /** Those of all leases that are open. */
  static List<JournalRecord.LeaseOpened> of(Leases leases, Graph graph, long millis) {
    List<JournalRecord.LeaseOpened> records = new ArrayList<>();
    leases.forEach((identifier, lease) ->
        records.add(of(identifier, lease.instance(), lease.untilMillis(), graph, millis)));
    return records;
  }

  /** That of a lease of an instance that is open. */
  static JournalRecord.LeaseOpened of(
      String identifier, ResourceInstance instance, long untilMillis, Graph graph, long millis) {
    String history =
        instance
            .snapshot(graph)
            .map(snapshot -> Objects.toString(snapshot.history(), ""))
            .orElse("");
    return record(identifier, instance, untilMillis, history, millis);
  }

  /** That of a lease of an instance that a transaction may have opened. */
  static JournalRecord.LeaseOpened of(
      String identifier,
      ResourceInstance instance,
      long untilMillis,
      Transaction transaction,
      long millis) {
    String history = instance.history(transaction).map(History::toString).orElse("");
    return record(identifier, instance, untilMillis, history, millis);
  }

  private static JournalRecord.LeaseOpened record(
      String identifier, ResourceInstance instance, long untilMillis, String history, long millis) {
    ResourceInstance.Key key = instance.key();
    return new JournalRecord.LeaseOpened(
        millis, identifier, key.resource(), Json.from(key.params()), untilMillis, history);
  }
}
