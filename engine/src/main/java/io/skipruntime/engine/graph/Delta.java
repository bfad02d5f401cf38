package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.ValueList;
import java.util.ArrayList;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one collection that a transaction changed, with the values they had before and have
 * now. Each key is held once, and its values now differ from those before.
 */
public final class Delta implements Iterable<Object> {

  private final ArrayList<Object> keys = new ArrayList<>(1);
  private final ArrayList<@Nullable ValueList> before = new ArrayList<>(1);
  private final ArrayList<@Nullable ValueList> after = new ArrayList<>(1);

  /** Adds a key that was not added before. */
  void add(Object key, @Nullable ValueList valuesBefore, @Nullable ValueList valuesAfter) {
    keys.add(key);
    before.add(valuesBefore);
    after.add(valuesAfter);
  }

  /** The number of changed keys. */
  public int size() {
    return keys.size();
  }

  /** A changed key. */
  public Object key(int index) {
    return keys.get(index);
  }

  /** The values that the key at {@code index} had before; null if it was not there. */
  public @Nullable ValueList before(int index) {
    return before.get(index);
  }

  /** The values that the key at {@code index} has now; null if it is gone. */
  public @Nullable ValueList after(int index) {
    return after.get(index);
  }

  /** The changed keys. */
  @Override
  public Iterator<Object> iterator() {
    return keys.iterator();
  }
}
