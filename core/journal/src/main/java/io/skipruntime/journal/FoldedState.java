package io.skipruntime.journal;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Change;
import io.skipruntime.engine.spi.JournalRecord.Committed;
import io.skipruntime.engine.spi.JournalRecord.LeaseClosed;
import io.skipruntime.engine.spi.JournalRecord.LeaseOpened;
import io.skipruntime.engine.spi.JournalRecord.Noted;
import io.skipruntime.engine.spi.JournalRecord.Refused;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state and what records after it changed, without running a function: of each collection the
 * entries of the state, with the records' entries in their place.
 *
 * <p>The records' entries are in memory, those of the state are read when they are asked for. First
 * {@link #add} is called for each record, then the rest, by one thread.
 */
final class FoldedState implements State {

  private final Map<CollectionId, FoldedCollection> collections = new LinkedHashMap<>();
  private final Map<StreamId, Json> positions;
  private final Map<String, LeaseOpened> leases = new LinkedHashMap<>();
  private final FoldedAnswers answers = new FoldedAnswers();
  private long tick;
  private long millis;

  /** Begins with a state, of which the outputs are left out: records may have changed them. */
  FoldedState(State base) {
    for (StoredCollection collection : base.collections()) {
      collections.put(collection.collection(), new FoldedCollection(collection));
    }
    this.positions = new LinkedHashMap<>(base.positions());
    base.leases().forEach(lease -> leases.put(lease.identifier(), lease));
    base.answers().forEach(answers::add);
    this.tick = base.tick();
    this.millis = base.millis();
  }

  /** A state of nothing, before the first commit. */
  static State nothing() {
    return new FoldedState();
  }

  private FoldedState() {
    this.positions = new LinkedHashMap<>();
  }

  /** Adds what a record changed; a commit that the state has already changes nothing. */
  void add(JournalRecord record) {
    millis = Math.max(millis, record.millis());
    switch (record) {
      case Committed committed -> {
        if (committed.tick() > tick) {
          tick = committed.tick();
          committed.changes().forEach(this::change);
          positions.putAll(committed.positions());
          committed.answer().ifPresent(answers::add);
        }
      }
      case Noted noted -> {
        noted.changes().forEach(this::change);
        noted.released().forEach(collections::remove);
        positions.putAll(noted.positions());
      }
      case LeaseOpened opened -> leases.put(opened.identifier(), opened);
      case LeaseClosed closed -> leases.remove(closed.identifier());
      case Refused refused -> answers.add(refused.answer());
    }
  }

  private void change(Change change) {
    FoldedCollection collection =
        collections.computeIfAbsent(change.collection(), FoldedCollection::new);
    if (change.replaces()) {
      collection.clear();
    }
    for (EntryBlock block : change.blocks()) {
      collection.put(block);
    }
  }

  @Override
  public long tick() {
    return tick;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public List<StoredCollection> collections() {
    List<StoredCollection> all = new ArrayList<>();
    collections.values().forEach(collection -> all.add(collection.stored()));
    return all;
  }

  @Override
  public Map<StreamId, Json> positions() {
    return positions;
  }

  @Override
  public List<LeaseOpened> leases() {
    return List.copyOf(leases.values());
  }

  @Override
  public List<RememberedAnswer> answers() {
    return answers.all();
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
  public void close() {
    // files are open only while they are read
  }
}
