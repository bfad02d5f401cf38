package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * A page of a collection's entries in one version. Immutable.
 *
 * @param node the collection
 * @param watermark the version
 * @param size how many keys the collection has in it
 * @param entries those of the page, in key order
 * @param hasMore whether there are entries of the selection after them; {@link
 *     EntrySelection#after} the last key gives these
 */
public record EntryPage(
    NodeId node, Watermark watermark, long size, List<DatedEntry> entries, boolean hasMore) {

  /** Copies the list. */
  public EntryPage {
    entries = List.copyOf(entries);
  }

  /**
   * An entry with the commit that gave the key its values.
   *
   * @param key the key
   * @param values its values
   * @param tick the tick of the commit that changed them last
   */
  public record DatedEntry(Object key, List<Object> values, long tick) {

    /** Copies the list. */
    public DatedEntry {
      values = List.copyOf(values);
    }
  }
}
