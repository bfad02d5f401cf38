package io.skipruntime.cluster.log;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.Json;
import java.util.List;

/** States of one input with one entry, which is the tick. */
final class NumberedState {

  private NumberedState() {}

  /** The state of a tick. */
  static State of(long tick) {
    CollectionId numbers = new CollectionId.Input("numbers");
    return new CollectionsState(
        tick, List.of(new StoredCollection(numbers, 1, List.of(new OneEntry(tick)))), List.of());
  }

  /** The number of a state that was kept. */
  static long numberIn(State state) {
    EntryBlock block = state.collections().getFirst().blocks().iterator().next();
    return Long.parseLong(block.values(0).getFirst().toString());
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
}
