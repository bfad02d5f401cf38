package io.skipruntime.engine;

import io.skipruntime.PastUnavailableException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contents of one collection in one version, read page by page. A page costs the way to its
 * first entry and the entries of the page, whatever the size of the collection; it copies nothing
 * else and holds up no write, since a version does not change.
 *
 * @param node the collection
 * @param watermark the version
 * @param contents what the collection has in it
 */
record PagedContents(NodeId node, Watermark watermark, TickMap<Object, ValueList> contents) {

  /**
   * The contents of a collection; for the holder of the write lock, since a slot may belong to
   * another collection after that.
   *
   * @param past the version; empty for the one that was committed last
   * @throws PastUnavailableException if the collection was not there then
   */
  @SuppressWarnings("unchecked") // what the slots of collections hold
  static PagedContents of(CollectionNode node, String epoch, Optional<Version> past, Graph graph) {
    Version shown = graph.version();
    Version version = past.filter(each -> each.tick() != shown.tick()).orElse(shown);
    Watermark watermark = new Watermark(epoch, version.tick());
    if (version == shown && !node.keepsVersions()) {
      return new PagedContents(node.id(), watermark, node.keptContents());
    }
    boolean isThere = version == shown || node.attachedTick() <= version.tick();
    if (isThere && version.get(node.slot()) instanceof TickMap<?, ?> map) {
      return new PagedContents(node.id(), watermark, (TickMap<Object, ValueList>) map);
    }
    throw new PastUnavailableException(
        PastUnavailableException.Reason.NOT_THERE, node.id() + " was not there at " + watermark);
  }

  /** A page of them. */
  EntryPage page(EntrySelection selection) {
    TickMap.Cursor<Object, ValueList> cursor = cursor(selection.starts());
    Optional<Object> after = selection.after().map(this::keyOf);
    Optional<Object> to = selection.to().map(this::keyOf);
    List<EntryPage.DatedEntry> entries = new ArrayList<>();
    boolean isWanted = cursor.next();
    if (isWanted && after.isPresent() && compare(cursor.key(), after.get()) == 0) {
      isWanted = cursor.next();
    }
    while (isWanted
        && selection.hasPrefix(cursor.key())
        && (to.isEmpty() || compare(cursor.key(), to.get()) <= 0)) {
      if (entries.size() == selection.most()) {
        return new EntryPage(node, watermark, contents.size(), entries, true);
      }
      entries.add(new EntryPage.DatedEntry(cursor.key(), cursor.value(), cursor.tick()));
      isWanted = cursor.next();
    }
    return new EntryPage(node, watermark, contents.size(), entries, false);
  }

  /** The entries from the greatest of some keys on. */
  private TickMap.Cursor<Object, ValueList> cursor(List<Json> starts) {
    return starts.stream()
        .map(this::keyOf)
        .max(CanonicalOrder.INSTANCE)
        .map(contents::cursorFrom)
        .orElseGet(contents::cursor);
  }

  private Object keyOf(Json key) {
    Object first = contents.firstKey();
    return first == null ? CanonicalKey.of(key) : CanonicalKey.among(key, first);
  }

  private static int compare(Object one, Object other) {
    return CanonicalOrder.INSTANCE.compare(one, other);
  }
}
