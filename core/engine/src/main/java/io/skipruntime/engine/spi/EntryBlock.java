package io.skipruntime.engine.spi;

import java.util.List;

/** Some entries of a collection. Immutable. */
public interface EntryBlock {

  /** How many entries there are. */
  int size();

  /**
   * The key of an entry.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not that of an entry
   */
  Object key(int index);

  /** The values of an entry; none if the key is gone. */
  List<?> values(int index);

  /** The tick that changed the entry last; of no meaning where all is of one commit. */
  default long tick(int index) {
    return 0;
  }
}
