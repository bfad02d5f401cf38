package io.skipruntime.journal;

import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.State;
import io.skipruntime.journal.log.LogReader;
import io.skipruntime.journal.log.LogTail;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * The plan by which a service recovers from what a directory has. There are four ways, and the
 * first that is possible is taken:
 *
 * <ol>
 *   <li>The directory is empty: nothing, and a new epoch.
 *   <li>The service was stopped in order: the state of the last snapshot, and its streams go on.
 *   <li>It was not, and the program is the same: a snapshot from before the resume window, and the
 *       records after it are carried out again with the ticks they had. So every derived entry has
 *       its old tick, and streams go on.
 *   <li>Otherwise, and where the directory was restored or repaired: the newest snapshot and the
 *       records after it, folded without running a function. What is derived has no history; so
 *       there is a new epoch, and streams begin again.
 * </ol>
 */
final class RecoveryPlan {

  private static final Logger LOGGER = System.getLogger(RecoveryPlan.class.getName());

  private final DirectoryContents contents;
  private final String program;
  private final String boot;
  private final long replayMillis;
  private final long resumeMillis;
  private final long nowMillis;

  RecoveryPlan(
      DirectoryContents contents,
      String program,
      String boot,
      long replayMillis,
      long resumeMillis,
      long nowMillis) {
    this.contents = contents;
    this.program = program;
    this.boot = boot;
    this.replayMillis = replayMillis;
    this.resumeMillis = resumeMillis;
    this.nowMillis = nowMillis;
  }

  /** The way that is taken. */
  Recovery choose() throws IOException {
    if (contents.isEmpty()) {
      return new Fixed(new Origin(NewNames.epoch(), 0, false, FoldedState.nothing()));
    }
    if (Repair.isMarked(contents.files())) {
      return folded("the directory was restored or repaired");
    }
    Optional<SnapshotReader> newest = contents.newest();
    if (newest.isPresent() && newest.get().isFinal() && isAll(newest.get())) {
      SnapshotReader last = newest.get();
      return new Fixed(new Origin(last.origin().epoch(), last.tick(), false, last));
    }
    Optional<Replay> replay = replay();
    return replay.isPresent() ? replay.get() : folded("it cannot be replayed");
  }

  /** Whether the log has no record of the engine's that is not in a snapshot. */
  private boolean isAll(SnapshotReader snapshot) throws IOException {
    try (RecordIterator records =
        new RecordIterator(contents.log(snapshot.logSequence()), snapshot.tick(), reader -> {})) {
      return !records.hasNext();
    }
  }

  private Optional<Replay> replay() throws IOException {
    LogTail tail = contents.tail().orElseThrow();
    boolean lost = !tail.last().origin().forced() && !tail.last().origin().boot().equals(boot);
    String lineage = tail.last().origin().program();
    if (lost || !lineage.startsWith(program + NewNames.LINEAGE)) {
      return Optional.empty();
    }
    Optional<SnapshotReader> base = Optional.empty();
    for (long tick : contents.ticks()) {
      Optional<SnapshotReader> snapshot = contents.snapshot(tick);
      if (snapshot.isPresent()) {
        if (!snapshot.get().origin().program().equals(lineage)) {
          break;
        }
        base = snapshot;
        if (snapshot.get().createdMillis() <= nowMillis - resumeMillis) {
          break;
        }
      }
    }
    return base.map(snapshot ->
        new Replay(
            new Origin(tail.last().origin().epoch(), snapshot.tick(), true, snapshot),
            snapshot.logSequence(),
            lineage));
  }

  private Recovery folded(String reason) throws IOException {
    Optional<SnapshotReader> newest = contents.newest();
    FoldedState state = new FoldedState(newest.<State>map(s -> s).orElseGet(FoldedState::nothing));
    long sequence = newest.map(SnapshotReader::logSequence).orElse(0L);
    if (sequence > 0 || contents.tail().isPresent() || !Repair.isMarked(contents.files())) {
      try (RecordIterator records =
          new RecordIterator(contents.log(sequence), state.tick(), reader -> {})) {
        records.forEachRemaining(state::add);
      }
    }
    LOGGER.log(
        Level.INFO,
        "{0}: the inputs were recovered up to commit {1}; streams begin again, because {2}",
        contents.files().describe(),
        state.tick(),
        reason);
    return new Fixed(new Origin(NewNames.epoch(), state.tick(), false, state));
  }

  /** A state without records. */
  private record Fixed(Origin origin) implements Recovery {

    @Override
    public Iterator<JournalRecord> replay() {
      return Collections.emptyIterator();
    }

    @Override
    public Recovery fold(Throwable reason) {
      return this;
    }
  }

  /** A state, and the records after it. */
  private final class Replay implements Recovery {
    private final Origin origin;
    private final long sequence;
    private final String lineage;

    Replay(Origin origin, long sequence, String lineage) {
      this.origin = origin;
      this.sequence = sequence;
      this.lineage = lineage;
    }

    @Override
    public Origin origin() {
      return origin;
    }

    @Override
    public Iterator<JournalRecord> replay() {
      long deadline = System.nanoTime() + replayMillis * 1_000_000;
      try {
        return new RecordIterator(
            contents.log(sequence), origin.tick(), reader -> requireReplayable(reader, deadline));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void requireReplayable(LogReader reader, long deadline) {
      if (!reader.origin().program().equals(lineage)) {
        throw new IllegalStateException("another program wrote a part of the log");
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "to carry out all records again takes longer than " + replayMillis + " ms");
      }
    }

    @Override
    public Recovery fold(Throwable reason) {
      try {
        return folded(String.valueOf(reason.getMessage()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
