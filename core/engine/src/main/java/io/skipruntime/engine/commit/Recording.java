package io.skipruntime.engine.commit;

import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StateSource;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The duty of a service's transactions to its journal: first they restore what it has, then it
 * takes a record of each.
 *
 * <ul>
 *   <li>Times of records never go back: {@code lastMillis} is that of the last. While records are
 *       carried out again it is the time they had.
 * </ul>
 *
 * <p>For the holder of the write lock, but {@link #append}.
 */
final class Recording {

  /** The phases, in order. */
  private enum Phase {
    /** Records are carried out again; no others can be asked for what they do not have. */
    REPLAYING,
    /** The graph is built from what the journal has; the record of that is appended later. */
    RESTORING,
    /** All transactions are recorded. */
    APPENDING
  }

  private final Durability durability;
  private final Recorder recorder;
  private final InstantSource clock;
  private volatile Phase phase = Phase.RESTORING;
  private long lastMillis;
  private List<JournalRecord> built = List.of();

  Recording(Graph graph, Journal journal, Predicate<Node> isShared, InstantSource clock) {
    this.durability = new Durability(graph, journal);
    this.recorder = new Recorder(isShared);
    this.clock = clock;
  }

  /** Goes on from the time of the last record. */
  void startAt(long millis) {
    lastMillis = Math.max(lastMillis, millis);
  }

  /** Says that a record of some time is carried out again. */
  void replays(long millis) {
    phase = Phase.REPLAYING;
    startAt(millis);
  }

  /** Begins to append: first what the building of the graph added to what the journal has. */
  void begin(StateSource states) {
    durability.begin(states);
    durability.append(built);
    built = List.of();
    phase = Phase.APPENDING;
  }

  /** Whether records are carried out again. */
  boolean isReplaying() {
    return phase == Phase.REPLAYING;
  }

  /** The time of a transaction. */
  long nowMillis() {
    return isReplaying() ? lastMillis : Math.max(lastMillis, clock.millis());
  }

  /** Lets a transaction begin; see {@link Durability#admit}. */
  void admit(boolean makesTick) {
    if (phase == Phase.APPENDING) {
      durability.admit(makesTick);
    }
  }

  /** Says in the version that a transaction makes when that was; before it is settled. */
  void stamp(Transaction transaction) {
    lastMillis = nowMillis();
    transaction.catalog(transaction.catalog().at(lastMillis));
  }

  /** Appends the records of a transaction that is settled. */
  void record(Transaction transaction) {
    if (phase == Phase.APPENDING) {
      durability.append(recorder.recordsOf(transaction, lastMillis));
    } else if (phase == Phase.RESTORING) {
      built = recorder.recordsOf(transaction, lastMillis);
    }
  }

  /** How many keys of shared collections a settled transaction has changed. */
  long changedEntries(Transaction transaction) {
    return recorder.changedEntries(transaction);
  }

  /**
   * Shows a version when it is time; see {@link Durability#show}.
   *
   * @return what completes then; null if the version is shown now
   */
  @Nullable CompletableFuture<Void> show(Version version) {
    return durability.show(version);
  }

  /** Appends what happened outside of transactions; for any thread. */
  void append(LongFunction<JournalRecord> record) {
    if (phase == Phase.APPENDING) {
      durability.append(List.of(record.apply(clock.millis())));
    }
  }

  /** What completes when all that was appended is durable. For any thread. */
  CompletableFuture<Void> recorded() {
    return durability.recorded();
  }

  /** Appends no more. */
  void end() {
    durability.close();
  }

  /** The journal. */
  Journal journal() {
    return durability.journal();
  }
}
