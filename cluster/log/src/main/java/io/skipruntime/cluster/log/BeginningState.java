package io.skipruntime.cluster.log;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * The state that a log begins with: the data of its first record.
 *
 * @param data the entries, by collection
 */
public record BeginningState(List<JournalRecord.Change> data) implements State {

  @Override
  public long tick() {
    return 1;
  }

  @Override
  public long millis() {
    return 0;
  }

  @Override
  public List<StoredCollection> collections() {
    return data.stream().map(BeginningState::stored).toList();
  }

  private static StoredCollection stored(JournalRecord.Change change) {
    long size = 0;
    for (EntryBlock block : change.blocks()) {
      size += block.size();
    }
    return new StoredCollection(change.collection(), size, change.blocks());
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
  public void close() {}
}
