package io.skipruntime.journal.record;

import io.skipruntime.engine.spi.EntryBlock;
import java.util.List;

/**
 * Entries that were read.
 *
 * @param keys the keys
 * @param entryValues the values of each key
 * @param ticks the tick of each entry; empty where they are of no meaning
 */
public record ListBlock(List<Object> keys, List<List<?>> entryValues, List<Long> ticks)
    implements EntryBlock {

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public Object key(int index) {
    return keys.get(index);
  }

  @Override
  public List<?> values(int index) {
    return entryValues.get(index);
  }

  @Override
  public long tick(int index) {
    return ticks.isEmpty() ? 0 : ticks.get(index);
  }
}
