package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The inputs of all shards after a tick that took effect, as snapshots of the log of commits have
 * them: keys and values as JSON, whatever the number of shards. What computes shards begins with
 * them, and goes on with the records after the tick. For one thread.
 */
public final class InputsSnapshot {

  private static final long FIRST_PLACE = 1;
  private static final int BLOCK_ENTRIES = 1_000;

  private final SnapshotHead head;
  private final State stored;

  private InputsSnapshot(SnapshotHead head, State stored) {
    this.head = head;
    this.stored = stored;
  }

  /**
   * The newest sound snapshot of a log of commits; empty if there is none.
   *
   * @param name how messages call the log
   * @throws io.skipruntime.cluster.log.LogUnavailableException if the log cannot be read at present
   * @throws SkipException if the snapshot is of something else
   */
  static Optional<InputsSnapshot> newest(CommitLog commits, String name) {
    return commits
        .newestSnapshot()
        .map(each -> new InputsSnapshot(SnapshotHead.of(each, name), each.state()));
  }

  /**
   * The newest sound snapshot of a log of commits that has given up its first record; empty if the
   * log has that.
   *
   * @param name how messages call the log
   * @throws io.skipruntime.cluster.log.LogUnavailableException if the log cannot be read at present
   * @throws SkipException if no snapshot is sound, or it is of something else
   */
  public static Optional<InputsSnapshot> ifShortened(CommitLog commits, String name) {
    if (commits.extent().first() <= FIRST_PLACE) {
      return Optional.empty();
    }
    Optional<InputsSnapshot> newest = newest(commits, name);
    if (newest.isEmpty()) {
      throw SnapshotHead.lost("the log of commits " + name);
    }
    return newest;
  }

  /** The tick after which the inputs are these. No record up to there is taken back any more. */
  public long tick() {
    return head.tick();
  }

  /** The rule for the commands after it. */
  public CommandRule commands() {
    return new CommandRule(head.lastWrite());
  }

  /** The beginning of the log, without its data. */
  public ShardRecord.Beginning beginning() {
    return head.beginning();
  }

  /**
   * What shards have, as it is stored.
   *
   * @param shards the entries of each shard, by the input's place in the plan; not changed
   *     afterwards
   * @param tick the tick after which they have them
   */
  static State stored(Plan plan, List<Map<Integer, Map<Object, List<?>>>> shards, long tick) {
    List<StoredCollection> collections = new ArrayList<>();
    plan.inputs()
        .forEach((name, input) -> {
          List<Map<Object, List<?>>> parts =
              shards.stream().map(each -> each.getOrDefault(input, Map.of())).toList();
          long size = parts.stream().mapToLong(Map::size).sum();
          collections.add(
              new StoredCollection(
                  new CollectionId.Input(name), size, () -> new Blocks(inOrder(parts))));
        });
    return new CollectionsState(tick, collections, List.of());
  }

  private static Iterator<Map.Entry<Object, List<?>>> inOrder(List<Map<Object, List<?>>> parts) {
    TreeMap<Object, List<?>> all = new TreeMap<>(CanonicalOrder.INSTANCE);
    parts.forEach(all::putAll);
    return all.entrySet().iterator();
  }

  private record Blocks(Iterator<Map.Entry<Object, List<?>>> entries)
      implements Iterator<EntryBlock> {

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public EntryBlock next() {
      List<Entry<Object, Object>> block = new ArrayList<>();
      block.add(entry(entries.next()));
      while (block.size() < BLOCK_ENTRIES && entries.hasNext()) {
        block.add(entry(entries.next()));
      }
      return new EntryList(block);
    }

    private static Entry<Object, Object> entry(Map.Entry<Object, List<?>> entry) {
      return new Entry<>(entry.getKey(), List.copyOf(entry.getValue()));
    }
  }

  /**
   * Goes through all entries, in parts.
   *
   * @param receiver takes the name of an input and some of its entries, as {@link Plan#accept}
   *     gives them
   * @throws MalformedDataException if the plan does not take the entries
   */
  public void read(Plan plan, BiConsumer<String, List<Entry<Object, Object>>> receiver) {
    for (StoredCollection each : stored.collections()) {
      if (each.collection() instanceof CollectionId.Input input) {
        for (EntryBlock block : each.blocks()) {
          receiver.accept(input.name(), accept(input.name(), block, plan));
        }
      }
    }
  }

  private static List<Entry<Object, Object>> accept(String input, EntryBlock block, Plan plan) {
    List<Entry<Object, Object>> entries = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      entries.add(new Entry<>(block.key(i), List.copyOf(block.values(i))));
    }
    try {
      return plan.accept(input, entries);
    } catch (UnknownCollectionException | InvalidInputException e) {
      throw new MalformedDataException("a snapshot has entries that the program does not take", e);
    }
  }
}
