package io.skipruntime.engine.commit;

import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.EntryBlocks;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A maker of the records of a transaction that is settled: what was written and delivered, by
 * reference. What is computed has no record.
 */
final class Recorder {

  private final Predicate<Node> isShared;

  /**
   * A recorder.
   *
   * @param isShared says of which collections the changes are counted: those that do not depend on
   *     which instances are open
   */
  Recorder(Predicate<Node> isShared) {
    this.isShared = isShared;
  }

  /** The records of a transaction, in order; none if nothing happened that cannot be computed. */
  List<JournalRecord> recordsOf(Transaction transaction, long millis) {
    List<JournalRecord> records = new ArrayList<>(1);
    List<JournalRecord.Change> changes = changes(transaction);
    Map<StreamId, Json> positions = positions(transaction);
    List<CollectionId.External> released = released(transaction);
    if (transaction.makesTick()) {
      records.add(
          new JournalRecord.Committed(
              transaction.tick(),
              millis,
              transaction.isRebuilding(),
              changes,
              positions,
              changedEntries(transaction),
              Optional.ofNullable(transaction.answer())));
    } else if (!changes.isEmpty() || !positions.isEmpty()) {
      records.add(new JournalRecord.Noted(millis, changes, List.of(), positions));
    }
    if (!released.isEmpty()) {
      records.add(new JournalRecord.Noted(millis, List.of(), released, Map.of()));
    }
    records.addAll(transaction.records());
    return records;
  }

  private static List<JournalRecord.Change> changes(Transaction transaction) {
    List<JournalRecord.Change> changes = new ArrayList<>(1);
    for (Node node : transaction.changed()) {
      if (node instanceof InputNode input
          && input.journalId() != null
          && !transaction.isNew(input)) {
        Delta delta = input.delta();
        if (delta != null) {
          changes.add(new JournalRecord.Change(input.journalId(), false, List.of(delta)));
        }
      }
    }
    for (Node node : transaction.added()) {
      if (node instanceof InputNode input && input.journalId() != null && !input.beganRecorded()) {
        changes.add(
            new JournalRecord.Change(input.journalId(), true, EntryBlocks.of(input.contents())));
      }
    }
    return changes;
  }

  private static Map<StreamId, Json> positions(Transaction transaction) {
    Map<StreamId, Json> before = transaction.graph().catalog().positions();
    Map<StreamId, Json> now = transaction.catalog().positions();
    if (now == before) {
      return Map.of();
    }
    Map<StreamId, Json> news = new HashMap<>(now);
    news.entrySet().removeAll(before.entrySet());
    return news;
  }

  private static List<CollectionId.External> released(Transaction transaction) {
    Catalog before = transaction.graph().catalog();
    Catalog now = transaction.catalog();
    return now.external() == before.external()
        ? List.of()
        : before.external().keySet().stream()
            .filter(each -> !now.external().containsKey(each))
            .toList();
  }

  /** How many keys of shared collections have other values. */
  long changedEntries(Transaction transaction) {
    long entries = 0;
    for (Node node : transaction.changed()) {
      if (node instanceof CollectionNode collection && isShared.test(node)) {
        Delta delta = collection.delta();
        entries += delta == null ? 0 : delta.size();
      }
    }
    return entries;
  }
}
