package io.skipruntime.engine.graph;

import java.util.Iterator;

/**
 * The changed keys of a collection whose size has changed, too: {@link WholeCollection#SIZE} first,
 * then those of its delta.
 */
record ChangedKeys(Delta delta) implements Iterable<Object> {

  @Override
  public Iterator<Object> iterator() {
    Iterator<Object> keys = delta.iterator();
    return new Iterator<>() {
      private boolean sizeGiven;

      @Override
      public boolean hasNext() {
        return !sizeGiven || keys.hasNext();
      }

      @Override
      public Object next() {
        if (!sizeGiven) {
          sizeGiven = true;
          return WholeCollection.SIZE;
        }
        return keys.next();
      }
    };
  }
}
