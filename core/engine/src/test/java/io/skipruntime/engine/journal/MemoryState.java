package io.skipruntime.engine.journal;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A state as JSON, as a journal would have it from a file. */
record MemoryState(
    long tick,
    long millis,
    List<StoredCollection> collections,
    Map<StreamId, Json> positions,
    List<JournalRecord.LeaseOpened> leases,
    List<ResumeMark> resumeMarks,
    List<StoredOutput> outputs,
    List<RememberedAnswer> answers)
    implements State {

  private static final int BLOCK = 3;

  /** Entries as JSON. */
  record Block(List<Json> keys, List<List<Json>> lists, List<Long> ticks) implements EntryBlock {

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
      return lists.get(index);
    }

    @Override
    public long tick(int index) {
      return ticks.get(index);
    }
  }

  static final MemoryState EMPTY =
      new MemoryState(0, 0, List.of(), Map.of(), List.of(), List.of(), List.of(), List.of());

  /** A copy of what a service gives. */
  static MemoryState of(State state, boolean withOutputs) {
    List<StoredOutput> outputs = new ArrayList<>();
    if (withOutputs) {
      for (StoredOutput each : state.outputs()) {
        outputs.add(
            new StoredOutput(
                each.instances(),
                each.horizon(),
                each.keyClass(),
                each.size(),
                json(each.blocks())));
      }
    }
    return new MemoryState(
        state.tick(),
        state.millis(),
        state.collections().stream()
            .map(each -> new StoredCollection(each.collection(), each.size(), json(each.blocks())))
            .toList(),
        Map.copyOf(state.positions()),
        List.copyOf(state.leases()),
        List.copyOf(state.resumeMarks()),
        outputs,
        List.copyOf(state.answers()));
  }

  /** Small blocks, so that a few entries are several. */
  static List<EntryBlock> json(Iterable<EntryBlock> blocks) {
    List<EntryBlock> copies = new ArrayList<>();
    Block copy = new Block(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (EntryBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        if (copy.size() == BLOCK) {
          copies.add(copy);
          copy = new Block(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
        copy.keys().add(Json.from(block.key(i)));
        copy.lists().add(block.values(i).stream().map(Json::from).toList());
        copy.ticks().add(block.tick(i));
      }
    }
    copies.add(copy);
    return copies;
  }

  /** A record as JSON. */
  static JournalRecord json(JournalRecord record) {
    return switch (record) {
      case JournalRecord.Committed made ->
          new JournalRecord.Committed(
              made.tick(),
              made.millis(),
              made.isRebuilt(),
              changes(made.changes()),
              made.positions(),
              made.changedEntries(),
              made.answer());
      case JournalRecord.Noted noted ->
          new JournalRecord.Noted(
              noted.millis(), changes(noted.changes()), noted.released(), noted.positions());
      case JournalRecord.LeaseOpened opened -> opened;
      case JournalRecord.LeaseClosed closed -> closed;
      case JournalRecord.Refused refused -> refused;
    };
  }

  private static List<JournalRecord.Change> changes(List<JournalRecord.Change> changes) {
    return changes.stream()
        .map(each ->
            new JournalRecord.Change(each.collection(), each.replaces(), json(each.blocks())))
        .toList();
  }

  /** This state with the changes of records, carried out without any function of the service. */
  MemoryState folded(List<JournalRecord> records) {
    Map<CollectionId, TreeMap<Object, List<?>>> entries = new LinkedHashMap<>();
    for (StoredCollection each : collections) {
      put(entries, new JournalRecord.Change(each.collection(), true, each.blocks()));
    }
    Map<StreamId, Json> folded = new LinkedHashMap<>(positions);
    Map<String, JournalRecord.LeaseOpened> open = new LinkedHashMap<>();
    leases.forEach(each -> open.put(each.identifier(), each));
    List<RememberedAnswer> given = new ArrayList<>(answers);
    long last = tick;
    for (JournalRecord record : records) {
      switch (record) {
        case JournalRecord.Committed made -> {
          made.changes().forEach(change -> put(entries, change));
          folded.putAll(made.positions());
          made.answer().ifPresent(given::add);
          last = made.tick();
        }
        case JournalRecord.Noted noted -> {
          noted.changes().forEach(change -> put(entries, change));
          noted.released().forEach(entries::remove);
          folded.putAll(noted.positions());
        }
        case JournalRecord.LeaseOpened opened -> open.put(opened.identifier(), opened);
        case JournalRecord.LeaseClosed closed -> open.remove(closed.identifier());
        case JournalRecord.Refused refused -> given.add(refused.answer());
      }
    }
    List<StoredCollection> all = new ArrayList<>();
    entries.forEach((id, map) -> all.add(new StoredCollection(id, map.size(), blocks(map))));
    return new MemoryState(
        last, millis, all, folded, List.copyOf(open.values()), resumeMarks, List.of(), given);
  }

  private static void put(
      Map<CollectionId, TreeMap<Object, List<?>>> entries, JournalRecord.Change change) {
    TreeMap<Object, List<?>> map =
        entries.computeIfAbsent(
            change.collection(), first -> new TreeMap<>(CanonicalOrder.INSTANCE));
    if (change.replaces()) {
      map.clear();
    }
    for (EntryBlock block : change.blocks()) {
      for (int i = 0; i < block.size(); i++) {
        if (block.values(i).isEmpty()) {
          map.remove(block.key(i));
        } else {
          map.put(block.key(i), block.values(i));
        }
      }
    }
  }

  private static List<EntryBlock> blocks(TreeMap<Object, List<?>> entries) {
    Block block = new Block(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    entries.forEach((key, values) -> {
      block.keys().add((Json) key);
      block.lists().add(values.stream().map(Json::from).toList());
      block.ticks().add(0L);
    });
    return List.of(block);
  }

  @Override
  public void close() {}
}
