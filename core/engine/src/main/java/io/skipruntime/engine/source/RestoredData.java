package io.skipruntime.engine.source;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * External data that a journal has and that no function has asked for yet, as JSON. For the holder
 * of the service's write lock.
 */
final class RestoredData {

  private final Map<CollectionId.External, TreeMap<Object, List<?>>> collections = new HashMap<>();

  /** What names the data of a resource in a journal. */
  static CollectionId.External idOf(ExternalResource<?, ?> resource) {
    return new CollectionId.External(
        resource.service(),
        resource.identifier(),
        resource.params(),
        resource.keyType().getTypeName(),
        resource.valueType().getTypeName());
  }

  /** Adds entries, in place of all that there are if so asked. */
  void add(CollectionId.External collection, boolean replaces, Iterable<EntryBlock> blocks) {
    TreeMap<Object, List<?>> entries =
        collections.computeIfAbsent(collection, first -> new TreeMap<>(CanonicalOrder.INSTANCE));
    if (replaces) {
      entries.clear();
    }
    for (EntryBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        if (block.values(i).isEmpty()) {
          entries.remove(block.key(i));
        } else {
          entries.put(block.key(i), block.values(i));
        }
      }
    }
  }

  /** Whether there is data of a collection, also none at all that was delivered. */
  boolean has(CollectionId.External collection) {
    return collections.containsKey(collection);
  }

  /** The values of a key in canonical form; empty if there are none. */
  Optional<List<?>> lookUp(CollectionId.External collection, Object key) {
    TreeMap<Object, List<?>> entries = collections.get(collection);
    return Optional.ofNullable(entries == null ? null : entries.get(Json.from(key)));
  }

  /** A copy of all. */
  List<StoredCollection> stored() {
    List<StoredCollection> all = new ArrayList<>(collections.size());
    collections.forEach((id, entries) -> all.add(stored(id, entries)));
    return all;
  }

  /** A copy of entries as a collection. */
  static StoredCollection stored(CollectionId.External id, Map<Object, ? extends List<?>> entries) {
    List<Object> keys = List.copyOf(entries.keySet());
    List<List<?>> values = List.copyOf(entries.values());
    EntryBlock block =
        new EntryBlock() {

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
            return values.get(index);
          }
        };
    return new StoredCollection(id, keys.size(), List.of(block));
  }

  /** Forgets a collection. */
  void forget(CollectionId.External collection) {
    collections.remove(collection);
  }

  /**
   * Takes what there is of a resource: under its types, or under others, if only their names have
   * changed.
   *
   * @param decode makes keys and values of the resource's types; the data is forgotten if it fails
   */
  Optional<WrittenEntries> take(
      ExternalResource<?, ?> resource,
      Function<Map<Object, List<?>>, Optional<WrittenEntries>> decode) {
    CollectionId.External wanted = idOf(resource);
    CollectionId.External found =
        collections.containsKey(wanted)
            ? wanted
            : collections.keySet().stream()
                .filter(each -> isOfSameResource(each, wanted))
                .findFirst()
                .orElse(wanted);
    TreeMap<Object, List<?>> entries = collections.remove(found);
    return entries == null ? Optional.empty() : decode.apply(entries);
  }

  private static boolean isOfSameResource(CollectionId.External one, CollectionId.External other) {
    return one.service().equals(other.service())
        && one.resource().equals(other.resource())
        && one.params().equals(other.params());
  }

  /** Forgets all. */
  void clear() {
    collections.clear();
  }
}
