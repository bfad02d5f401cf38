package io.skipruntime.journal;

import io.skipruntime.SkipService;
import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalContext;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Change;
import io.skipruntime.engine.spi.JournalRecord.Committed;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.record.ListBlock;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The least that keeps to the contract of an engine: one input that is a sorted map, whose contents
 * are a function of the tick, so that what a journal gives back can be compared at any tick.
 */
final class ModelEngine implements JournalListener {

  static final CollectionId INPUT = new CollectionId.Input("numbers");
  private static final SkipService<?, ?> SERVICE = new NoService();

  /** Its class identifies the program. */
  private static final class NoService implements SkipService<NoInputs, NoInputs> {
    @Override
    public NoInputs createGraph(NoInputs inputs, io.skipruntime.Context context) {
      return inputs;
    }

    @Override
    public io.skipruntime.Resources<NoInputs> resources() {
      throw new UnsupportedOperationException();
    }
  }

  private record NoInputs() {}

  private final Journal journal;
  private final TreeMap<Object, List<?>> head = new TreeMap<>(CanonicalOrder.INSTANCE);
  private final List<Long> unshown = new ArrayList<>();
  private TreeMap<Object, List<?>> shown = new TreeMap<>(CanonicalOrder.INSTANCE);
  private final TreeMap<Long, TreeMap<Object, List<?>>> versions = new TreeMap<>();
  private long firstUnshown = 1;
  private long tick;
  private long shownTick;
  private boolean failed;
  private boolean replayed;
  private final String epoch;
  private long clockMillis;

  private ModelEngine(Journal journal, long nowMillis) {
    this.journal = journal;
    this.clockMillis = nowMillis;
    Recovery recovery = journal.recovery();
    Origin origin = recovery.origin();
    if (origin.isReplayed()) {
      try {
        load(origin);
        replay(recovery.replay());
        replayed = true;
      } catch (RuntimeException e) {
        recovery = recovery.fold(e);
        origin = recovery.origin();
        load(origin);
      }
    } else {
      load(origin);
    }
    epoch = origin.epoch();
    shown = new TreeMap<>(head);
    shownTick = tick;
    journal.ready(this, this::capture);
    if (!replayed) {
      commit(List.of());
    }
  }

  /** Starts on a directory, at a time. */
  static ModelEngine start(Files files, JournalOptions options, long nowMillis) {
    return start(files, options, () -> Instant.ofEpochMilli(nowMillis));
  }

  static ModelEngine start(Files files, JournalOptions options, InstantSource clock) {
    Journal journal =
        Persistence.in(files, options)
            .open(
                SERVICE,
                new JournalContext(clock, Duration.ofMinutes(5).toMillis(), List.of("numbers")));
    try {
      return new ModelEngine(journal, clock.millis());
    } catch (RuntimeException e) {
      journal.abandon();
      throw e;
    }
  }

  /** What the commit of a tick puts: some keys, with values that say the tick, or none. */
  static List<Map.Entry<Json, List<Json>>> changes(long tick) {
    List<Map.Entry<Json, List<Json>>> changes = new ArrayList<>();
    for (long i = 0; i < tick % 4; i++) {
      long key = (tick * 7 + i * 13) % 50;
      List<Json> values =
          (tick + i) % 5 == 0 ? List.of() : List.of(Json.of(tick), Json.of("v" + tick));
      changes.add(Map.entry(Json.of(key), values));
    }
    return changes;
  }

  /** The contents after the commit of a tick. */
  static Map<Object, List<?>> contentsAt(long tick) {
    TreeMap<Object, List<?>> contents = new TreeMap<>(CanonicalOrder.INSTANCE);
    for (long each = 1; each <= tick; each++) {
      apply(changes(each), contents);
    }
    return contents;
  }

  private static void apply(
      List<Map.Entry<Json, List<Json>>> changes, Map<Object, List<?>> contents) {
    for (Map.Entry<Json, List<Json>> change : changes) {
      if (change.getValue().isEmpty()) {
        contents.remove(change.getKey());
      } else {
        contents.put(change.getKey(), change.getValue());
      }
    }
  }

  private void load(Origin origin) {
    head.clear();
    tick = origin.tick();
    for (StoredCollection collection : origin.state().collections()) {
      if (collection.collection().equals(INPUT)) {
        collection.blocks().forEach(this::put);
        if (head.size() != collection.size()) {
          throw new AssertionError(head.size() + " entries, not " + collection.size());
        }
      }
    }
  }

  private void put(EntryBlock block) {
    for (int i = 0; i < block.size(); i++) {
      if (block.values(i).isEmpty()) {
        head.remove(block.key(i));
      } else {
        head.put(block.key(i), block.values(i));
      }
    }
  }

  private void replay(Iterator<JournalRecord> records) {
    while (records.hasNext()) {
      if (records.next() instanceof Committed committed) {
        if (committed.tick() != tick + 1 || committed.isRebuilt()) {
          throw new IllegalStateException("commit " + committed.tick() + " after " + tick);
        }
        for (Change change : committed.changes()) {
          change.blocks().forEach(this::put);
        }
        tick = committed.tick();
      }
    }
  }

  /** Commits the changes of the next tick; returns that tick. */
  synchronized long write() {
    journal.admit();
    return commit(changes(tick + 1));
  }

  private synchronized long commit(List<Map.Entry<Json, List<Json>>> changes) {
    if (changes.isEmpty() && !unshown.isEmpty() && tick == 0) {
      throw new AssertionError("begun before");
    }
    List<Map.Entry<Json, List<Json>>> actual = changes.isEmpty() ? changes(tick + 1) : changes;
    List<Object> keys = new ArrayList<>();
    List<List<?>> values = new ArrayList<>();
    for (Map.Entry<Json, List<Json>> each : actual) {
      keys.add(each.getKey());
      values.add(each.getValue());
    }
    List<Change> parts =
        keys.isEmpty()
            ? List.of()
            : List.of(new Change(INPUT, false, List.of(new ListBlock(keys, values, List.of()))));
    journal.append(
        new Committed(tick + 1, clockMillis, false, parts, Map.<StreamId, Json>of(), keys.size()));
    tick++;
    apply(actual, head);
    unshown.add(tick);
    versions.put(tick, new TreeMap<>(head));
    return tick;
  }

  /** Waits until a tick is shown; false if the storage has failed before. */
  synchronized boolean await(long wanted) {
    while (shownTick < wanted && !failed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return shownTick >= wanted;
  }

  @Override
  public synchronized void durable(long number) {
    while (firstUnshown <= number) {
      shownTick = unshown.removeFirst();
      shown = Objects.requireNonNull(versions.remove(shownTick));
      firstUnshown++;
    }
    notifyAll();
  }

  @Override
  public synchronized void failed(StorageException reason) {
    failed = true;
    notifyAll();
  }

  synchronized long tick() {
    return tick;
  }

  synchronized long shownTick() {
    return shownTick;
  }

  String epoch() {
    return epoch;
  }

  boolean isReplayed() {
    return replayed;
  }

  Journal journal() {
    return journal;
  }

  /** The contents of the newest commit, shown or not. */
  synchronized Map<Object, List<?>> contents() {
    return new TreeMap<>(head);
  }

  private synchronized State capture() {
    return new Captured(shownTick, clockMillis, new TreeMap<>(shown));
  }

  /** Stops in order. */
  void close() {
    await(tick());
    journal.close(capture());
  }

  /** A state as the engine gives it. */
  private record Captured(long tick, long millis, TreeMap<Object, List<?>> entries)
      implements State {

    @Override
    public List<StoredCollection> collections() {
      List<EntryBlock> blocks =
          List.of(
              new ListBlock(
                  List.copyOf(entries.keySet()), List.copyOf(entries.values()), List.of()));
      return List.of(new StoredCollection(INPUT, entries.size(), blocks));
    }

    @Override
    public Map<StreamId, Json> positions() {
      return Map.of();
    }

    @Override
    public List<JournalRecord.LeaseOpened> leases() {
      return List.of();
    }

    @Override
    public List<ResumeMark> resumeMarks() {
      return List.of();
    }

    @Override
    public List<StoredOutput> outputs() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
