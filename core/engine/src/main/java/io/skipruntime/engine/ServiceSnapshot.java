package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.engine.definition.NamedCollections;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All collections of a service that have names as they were after one commit: the inputs, and the
 * components of the record that {@code createGraph} shares. Reading takes no lock and keeps no
 * write waiting; what is read stays the same for as long as the snapshot is referenced. Immutable
 * and thread-safe.
 */
public final class ServiceSnapshot {

  /**
   * A collection of a snapshot.
   *
   * @param name name of the input, or of the component of the shared record
   * @param keys type of the keys, as the service declares it
   * @param values type of the values, likewise
   * @param declarations the components of the service's records that declare a collection of this
   *     name, with their annotations
   */
  public record NamedCollection(
      String name, Type keys, Type values, List<? extends AnnotatedElement> declarations) {

    /** Copies the list. */
    public NamedCollection {
      declarations = List.copyOf(declarations);
    }
  }

  private final Watermark watermark;
  private final Version version;
  private final Map<String, NamedCollections.Named> collections;

  ServiceSnapshot(
      Watermark watermark, Version version, Map<String, NamedCollections.Named> collections) {
    this.watermark = watermark;
    this.version = version;
    this.collections = collections;
  }

  /** The commit after which the service was so. */
  public Watermark watermark() {
    return watermark;
  }

  /** The collections: the inputs in the order of their declaration, then what is shared. */
  public List<NamedCollection> collections() {
    List<NamedCollection> all = new ArrayList<>();
    collections.forEach((name, each) -> {
      if (isThere(each)) {
        all.add(new NamedCollection(name, each.keys(), each.values(), each.declarations()));
      }
    });
    return List.copyOf(all);
  }

  private boolean isThere(NamedCollections.Named each) {
    return version.tick() >= each.attachedTick();
  }

  /**
   * The entries of a collection, in key order. To iterate over them makes no copy.
   *
   * @throws UnknownCollectionException if there is no such collection
   */
  public List<Entry<Object, Object>> entries(String name) {
    TickMap<Object, ValueList> contents = contents(name);
    return contents == null ? List.of() : new ReadEntries<>(contents::cursor);
  }

  /**
   * The entries of a collection from a key on, in key order. To find the first one costs O(log n),
   * and each one is read when the iteration comes to it.
   *
   * @param first the key; it need not be there
   * @throws UnknownCollectionException if there is no such collection
   * @throws IllegalArgumentException if no key can be so, as it is nested too deep
   */
  public List<Entry<Object, Object>> entriesFrom(String name, Json first) {
    TickMap<Object, ValueList> contents = contents(name);
    Object any = contents == null ? null : contents.firstKey();
    if (contents == null || any == null) {
      return List.of();
    }
    Object key = CanonicalKey.among(first, any);
    return new ReadEntries<>(() -> contents.cursorFrom(key));
  }

  /**
   * The number of keys of a collection.
   *
   * @throws UnknownCollectionException if there is no such collection
   */
  public int size(String name) {
    TickMap<Object, ValueList> contents = contents(name);
    return contents == null ? 0 : contents.size();
  }

  @SuppressWarnings("unchecked") // the slot of a collection has its contents
  private @Nullable TickMap<Object, ValueList> contents(String name) {
    NamedCollections.Named named = collections.get(name);
    if (named == null || !isThere(named)) {
      throw new UnknownCollectionException(name, collections.keySet());
    }
    return (TickMap<Object, ValueList>) version.get(named.slot());
  }
}
