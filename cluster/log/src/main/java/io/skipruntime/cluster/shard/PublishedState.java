package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The form of what a service shares at a tick, as snapshots of the log of ticks have it. Keys and
 * values of computed collections have no declared types, so they describe themselves, as in {@link
 * ContributionFormat}: a collection is stored as parts, each under its number, as a text in base
 * 64.
 */
final class PublishedState {

  private static final int PART_ENTRIES = 512;
  private static final int CAPACITY = 1 << 14;

  private PublishedState() {}

  /**
   * What a node has, as it is stored.
   *
   * @param state the state of the node's service
   * @param place the place in the log of ticks that the node has come to
   * @param answers the answers that the node remembers
   */
  static State stored(State state, Plan plan, long place, List<RememberedAnswer> answers) {
    Set<String> names = new HashSet<>();
    Set<Integer> shared = new HashSet<>();
    plan.shared()
        .forEach((name, collection) -> {
          if (shared.add(collection)) {
            names.add(name);
          }
        });
    List<StoredCollection> collections = new ArrayList<>();
    for (StoredCollection each : state.collections()) {
      if (each.collection() instanceof CollectionId.Input id && names.contains(id.name())) {
        long parts = (each.size() + PART_ENTRIES - 1) / PART_ENTRIES;
        collections.add(
            new StoredCollection(each.collection(), parts, () -> new Parts(each.blocks())));
      }
    }
    return new CollectionsState(place, collections, answers);
  }

  /**
   * What was stored.
   *
   * @param loader finds the classes of the service
   */
  static State read(State stored, long tick, ClassLoader loader) {
    return new CollectionsState(
        tick,
        stored.collections().stream()
            .map(each ->
                new StoredCollection(
                    each.collection(), each.size(), decoded(each.blocks(), loader)))
            .toList(),
        stored.answers());
  }

  /** The parts of a collection, one in each block. */
  private static final class Parts implements Iterator<EntryBlock> {
    private final Iterator<EntryBlock> blocks;
    private List<Entry<Object, Object>> entries = new ArrayList<>();
    private long parts;

    Parts(Iterable<EntryBlock> blocks) {
      this.blocks = blocks.iterator();
      fill();
    }

    /** Takes blocks until there is a part, or no block. */
    private void fill() {
      while (entries.size() < PART_ENTRIES && blocks.hasNext()) {
        EntryBlock block = blocks.next();
        for (int i = 0; i < block.size(); i++) {
          entries.add(new Entry<>(block.key(i), List.copyOf(block.values(i))));
        }
      }
    }

    @Override
    public boolean hasNext() {
      return !entries.isEmpty();
    }

    @Override
    public EntryBlock next() {
      if (entries.isEmpty()) {
        throw new NoSuchElementException();
      }
      int size = Math.min(PART_ENTRIES, entries.size());
      String text = Base64.getEncoder().encodeToString(encode(entries.subList(0, size)));
      entries = new ArrayList<>(entries.subList(size, entries.size()));
      fill();
      parts++;
      return new EntryList(List.of(new Entry<>(Json.of(parts), List.of(Json.of(text)))));
    }
  }

  private static byte[] encode(List<Entry<Object, Object>> entries) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    ValueEncoder encoder = new ValueEncoder(out);
    out.varint(entries.size());
    for (Entry<Object, Object> each : entries) {
      encoder.write(each.key());
      out.varint(each.values().size());
      each.values().forEach(encoder::write);
    }
    return out.toByteArray();
  }

  private static Iterable<EntryBlock> decoded(Iterable<EntryBlock> parts, ClassLoader loader) {
    return () -> {
      Iterator<EntryBlock> blocks = parts.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return blocks.hasNext();
        }

        @Override
        public EntryBlock next() {
          return decode(blocks.next(), loader);
        }
      };
    };
  }

  private static EntryBlock decode(EntryBlock parts, ClassLoader loader) {
    List<Entry<Object, Object>> entries = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.values(i).getFirst() instanceof JsonString part)) {
        throw new MalformedDataException("a part of a snapshot is no text");
      }
      try {
        decode(Base64.getDecoder().decode(part.value()), loader, entries);
      } catch (IllegalArgumentException e) {
        throw new MalformedDataException("a key or a value that no collection has", e);
      }
    }
    return new EntryList(entries);
  }

  private static void decode(
      byte[] bytes, ClassLoader loader, List<Entry<Object, Object>> entries) {
    BinaryInput in = new BinaryInput(bytes);
    ValueDecoder decoder = new ValueDecoder(in, loader);
    for (int count = in.count(2); count > 0; count--) {
      Object key = CanonicalKey.of(decoder.read());
      entries.add(new Entry<>(key, ContributionFormat.values(in.count(1), decoder)));
    }
    in.requireEnd();
  }
}
