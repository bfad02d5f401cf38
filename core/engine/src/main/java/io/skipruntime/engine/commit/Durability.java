package io.skipruntime.engine.commit;

import io.skipruntime.StorageException;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StateSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The commits between the head of a graph and the version that is shown: each is shown when all
 * that was recorded before it and with it is durable. So whatever anybody has seen survives.
 *
 * <ul>
 *   <li>{@code pending} has, in order, the versions that wait, each with the number of the last
 *       record it depends on. What changed no contents and has no record waits only for those
 *       before it.
 *   <li>{@code appended} counts the records, as the journal does; {@code durable} is how many of
 *       them are durable.
 *   <li>After a {@code failure} nothing is appended, nor shown.
 * </ul>
 *
 * <p>All fields are guarded by this object, whose monitor no thread keeps while anybody waits.
 */
final class Durability implements JournalListener {

  /**
   * A version that waits for so many records.
   *
   * @param version null where nothing is to be shown, but somebody waits
   */
  private record PendingVersion(
      @Nullable Version version, long records, CompletableFuture<Void> shown) {}

  private final Graph graph;
  private final Journal journal;
  private final ArrayDeque<PendingVersion> pending = new ArrayDeque<>();
  private long appended;
  private long durable;
  private boolean isReady;
  private boolean isClosed;
  private @Nullable StorageException failure;

  Durability(Graph graph, Journal journal) {
    this.graph = graph;
    this.journal = journal;
  }

  /** Says that records follow. */
  void begin(StateSource states) {
    synchronized (this) {
      if (isReady) {
        return;
      }
      isReady = true;
    }
    journal.ready(this, states);
  }

  /**
   * Lets a transaction begin.
   *
   * @param records whether it will append a record
   * @throws io.skipruntime.OverloadedException as {@link Journal#admit} does
   * @throws StorageException likewise, and if what it would build on will never be shown
   */
  void admit(boolean records) {
    synchronized (this) {
      if (failure != null) {
        throw new StorageException(
            StorageException.Reason.FAILED, String.valueOf(failure.getMessage()), failure);
      }
    }
    if (records) {
      journal.admit();
    }
  }

  /**
   * Appends the records of one commit.
   *
   * @throws StorageException if they are refused; then none will be durable
   */
  synchronized void append(List<JournalRecord> records) {
    for (int i = 0; i < records.size() && !isClosed; i++) {
      try {
        journal.append(records.get(i));
        appended++;
      } catch (StorageException e) {
        if (i == 0) {
          throw e;
        }
        failed(e);
        return;
      }
    }
  }

  /**
   * Shows a version when it is time.
   *
   * @return what completes then; null if the version is shown now
   */
  synchronized @Nullable CompletableFuture<Void> show(Version version) {
    if (failure == null && pending.isEmpty() && durable >= appended) {
      graph.show(version);
      return null;
    }
    CompletableFuture<Void> shown = new CompletableFuture<>();
    if (failure == null) {
      pending.add(new PendingVersion(version, appended, shown));
    } else {
      shown.completeExceptionally(unknown(failure));
    }
    return shown;
  }

  @Override
  public void durable(long number) {
    List<PendingVersion> ready = new ArrayList<>();
    Version newest = null;
    synchronized (this) {
      durable = Math.max(durable, number);
      while (!pending.isEmpty() && pending.getFirst().records() <= durable) {
        PendingVersion next = pending.removeFirst();
        ready.add(next);
        if (next.version() != null) {
          newest = next.version();
        }
      }
      if (newest != null) {
        graph.show(newest);
      }
    }
    ready.forEach(each -> each.shown().complete(null));
  }

  @Override
  public void failed(StorageException reason) {
    List<PendingVersion> lost;
    synchronized (this) {
      if (failure == null) {
        failure = reason;
      }
      lost = List.copyOf(pending);
      pending.clear();
    }
    lost.forEach(each -> each.shown().completeExceptionally(unknown(reason)));
  }

  private static StorageException unknown(StorageException reason) {
    return new StorageException(
        StorageException.Reason.FAILED,
        "the storage failed while the write was on its way: whether it survives is not known until"
            + " the service is started again ("
            + reason.getMessage()
            + ")",
        reason);
  }

  /** What completes when all that was appended so far is durable. */
  synchronized CompletableFuture<Void> recorded() {
    if (failure == null && durable >= appended && pending.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> recorded = new CompletableFuture<>();
    if (failure == null) {
      pending.add(new PendingVersion(null, appended, recorded));
    } else {
      recorded.completeExceptionally(unknown(failure));
    }
    return recorded;
  }

  /** Appends nothing from now on. */
  synchronized void close() {
    isClosed = true;
  }

  /** The journal. */
  Journal journal() {
    return journal;
  }
}
