package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.MirroredCollection;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node with contents, as functions and inspection read them; {@link CollectionNode} changes them.
 *
 * <ul>
 *   <li>{@link #contents} is the version that the running transaction sees, and what was committed
 *       last outside of one; readers of other threads use {@link Graph#version} and {@link #slot}.
 *   <li>{@code index} is brought up to each change of the contents.
 * </ul>
 */
abstract class ReadableNode extends KeyedNode implements MirroredCollection {

  final LookupIndex index = new LookupIndex();
  TickMap<Object, ValueList> contents = TickMap.emptyCollection();
  int slot = -1;
  long attachedTick = Long.MAX_VALUE;

  /** See {@link Node#Node}. */
  ReadableNode(@Nullable NodeKey key, int height) {
    super(key, height);
  }

  /** The type of the keys, as far as their author declared it; null if that is not known. */
  public @Nullable Type keyType() {
    return null;
  }

  /** The collection as the running transaction sees it. */
  public final TickMap<Object, ValueList> contents() {
    return contents;
  }

  /** The contents at a moment; empty if they are not known. */
  public final TickMap<Object, ValueList> contentsAt(Moment moment) {
    return moment.isNow()
        ? contents
        : moment.contents(slot, attachedTick).orElseGet(TickMap::emptyCollection);
  }

  @Override
  public final boolean isKnownAt(Moment moment) {
    return moment.isNow() || moment.contents(slot, attachedTick).isPresent();
  }

  @Override
  public final List<Object> valuesAt(Object key, Moment moment) {
    ValueList values = contentsAt(moment).get(key);
    return values == null ? List.of() : values;
  }

  @Override
  public final Object keyAt(Object key, Moment moment) {
    TickMap<Object, ValueList> known = contentsAt(moment);
    if (!known.containsKey(key)) {
      return key;
    }
    TickMap.Cursor<Object, ValueList> cursor = known.cursorFrom(key);
    return cursor.next() ? cursor.key() : key;
  }

  /** Gives {@code keys} a key that the collection has, for {@link #forEachDependentKey}. */
  protected final void giveIfPresent(Object key, Consumer<Object> keys) {
    if (contents.containsKey(key)) {
      keys.accept(key);
    }
  }

  /** The values of a key, as the running transaction sees them; null if there are none. */
  final @Nullable ValueList lookUp(Object key) {
    return index.get(key, contents);
  }

  /** The values of keys, fastest if these are in order; null for one that is not there. */
  public final @Nullable ValueList[] lookUpAll(Object[] keys) {
    return index.getAll(keys, contents);
  }

  @Override
  public final @Nullable List<?>[] valuesOf(Object[] keys) {
    return lookUpAll(keys);
  }

  @Override
  public final int keyCount() {
    return contents.size();
  }

  @Override
  public final void forEachEntry(BiConsumer<Object, List<?>> action) {
    TickMap.Cursor<Object, ValueList> cursor = contents.cursor();
    while (cursor.next()) {
      action.accept(cursor.key(), cursor.value());
    }
  }

  /** Notes that a source entry has read a key of the collection that it had not read before. */
  final void readAdded() {
    index.readAdded(contents);
  }

  /** Prepares for so many lookups, on the transaction's thread. */
  public final void expectReads(long count) {
    index.expectReads(count, contents);
  }

  /** Where a {@link io.skipruntime.engine.heap.Version} has the collection. */
  public final int slot() {
    return slot;
  }

  /** The tick from which on every version has the collection, or a later one. */
  public final long attachedTick() {
    return attachedTick;
  }
}
