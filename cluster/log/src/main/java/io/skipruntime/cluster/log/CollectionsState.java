package io.skipruntime.cluster.log;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * A state of collections and answers alone.
 *
 * @param tick the tick
 * @param collections the collections
 * @param answers the answers that are remembered, the oldest first
 * @param onClose gives up what the collections hold; may be run twice
 */
public record CollectionsState(
    long tick, List<StoredCollection> collections, List<RememberedAnswer> answers, Runnable onClose)
    implements State {

  /** A state that holds nothing. */
  public CollectionsState(
      long tick, List<StoredCollection> collections, List<RememberedAnswer> answers) {
    this(tick, collections, answers, () -> {});
  }

  /**
   * The state that a log begins with.
   *
   * @param data the entries of its first record, by collection
   */
  public static CollectionsState beginning(List<JournalRecord.Change> data) {
    return new CollectionsState(1, data.stream().map(CollectionsState::stored).toList(), List.of());
  }

  private static StoredCollection stored(JournalRecord.Change change) {
    long size = 0;
    for (EntryBlock block : change.blocks()) {
      size += block.size();
    }
    return new StoredCollection(change.collection(), size, change.blocks());
  }

  @Override
  public long millis() {
    return 0;
  }

  @Override
  public Map<StreamId, Json> positions() {
    return Map.of();
  }

  @Override
  public List<JournalRecord.LeaseOpened> leases() {
    return List.of();
  }

  @Override
  public List<ResumeMark> resumeMarks() {
    return List.of();
  }

  @Override
  public List<StoredOutput> outputs() {
    return List.of();
  }

  @Override
  public void close() {
    onClose.run();
  }
}
