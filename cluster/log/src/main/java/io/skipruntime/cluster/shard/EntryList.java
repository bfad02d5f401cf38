package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.spi.EntryBlock;
import java.util.List;

/** Some entries as a block. */
record EntryList(List<Entry<Object, Object>> entries) implements EntryBlock {

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Object key(int index) {
    return entries.get(index).key();
  }

  @Override
  public List<?> values(int index) {
    return entries.get(index).values();
  }
}
