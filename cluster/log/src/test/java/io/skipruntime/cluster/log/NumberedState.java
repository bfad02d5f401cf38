package io.skipruntime.cluster.log;

import io.skipruntime.engine.spi.CollectionId;
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

/** A state of one input with one entry, which is the tick. */
record NumberedState(long tick) implements State {

  /** The number of a state that was kept. */
  static long numberIn(State state) {
    EntryBlock block = state.collections().getFirst().blocks().iterator().next();
    return Long.parseLong(block.values(0).getFirst().toString());
  }

  @Override
  public long millis() {
    return 0;
  }

  @Override
  public List<StoredCollection> collections() {
    return List.of(
        new StoredCollection(new CollectionId.Input("numbers"), 1, List.of(new OneEntry(tick))));
  }

  private record OneEntry(long number) implements EntryBlock {

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Object key(int index) {
      return Json.of("number");
    }

    @Override
    public List<?> values(int index) {
      return List.of(Json.of(number));
    }
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
