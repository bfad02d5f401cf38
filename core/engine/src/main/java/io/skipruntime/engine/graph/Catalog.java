package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of a version's own contents: which slots have the collections that are not computed,
 * up to which positions external services have delivered them, and when it was made. It is the
 * content of a slot of the version itself, so that a reader of a version finds all that belongs to
 * it, whatever is committed meanwhile. Immutable.
 *
 * @param inputs the slot of each input, by name, in the order of declaration
 * @param external the slot of each external collection that a node mirrors
 * @param positions the positions, by stream
 * @param millis milliseconds since 1970 at which the last recorded transaction was settled; 0 where
 *     nothing is recorded
 */
public record Catalog(
    Map<String, Integer> inputs,
    Map<CollectionId.External, Integer> external,
    Map<StreamId, Json> positions,
    long millis) {

  /** Where a version has its catalog. */
  static final int SLOT = 0;

  private static final Catalog EMPTY = new Catalog(Map.of(), Map.of(), Map.of(), 0);

  /** The catalog of a version; an empty one before the first transaction. */
  public static Catalog of(Version version) {
    return version.get(SLOT) instanceof Catalog catalog ? catalog : EMPTY;
  }

  /** With other inputs. */
  public Catalog withInputs(Map<String, Integer> slots) {
    return new Catalog(
        Collections.unmodifiableMap(new LinkedHashMap<>(slots)), external, positions, millis);
  }

  /**
   * With one external collection.
   *
   * @param slot its slot; null for one that is gone
   */
  public Catalog withExternal(CollectionId.External collection, @Nullable Integer slot) {
    Map<CollectionId.External, Integer> changed = new HashMap<>(external);
    if (slot == null) {
      changed.remove(collection);
    } else {
      changed.put(collection, slot);
    }
    return new Catalog(inputs, Collections.unmodifiableMap(changed), positions, millis);
  }

  /** With newer positions of some streams. */
  public Catalog withPositions(Map<StreamId, Json> newer) {
    if (newer.isEmpty()) {
      return this;
    }
    Map<StreamId, Json> changed = new HashMap<>(positions);
    changed.putAll(newer);
    return new Catalog(inputs, external, Collections.unmodifiableMap(changed), millis);
  }

  /** Of a transaction that was settled at a time. */
  public Catalog at(long settledMillis) {
    return new Catalog(inputs, external, positions, settledMillis);
  }
}
