package io.skipruntime.cluster.node;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.engine.spi.State;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The snapshots that a process gives to a log: one at a time, each written by a thread of its own
 * while the process goes on. {@link #keep} is for one thread, the rest for any.
 */
public final class NodeSnapshots implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(NodeSnapshots.class.getName());

  private static final long CLOSE_MILLIS = 5_000;

  private final CommitLog log;
  private volatile long place;
  private final AtomicReference<Thread> writer = new AtomicReference<>();

  /** Snapshots of a log, of which there are none yet. */
  public NodeSnapshots(CommitLog log) {
    this.log = log;
  }

  /** The place of the last snapshot that was written here; 0 if none was. */
  public long place() {
    return place;
  }

  /** Begins to write a snapshot, unless one is being written; the state is closed afterwards. */
  public void keep(LogSnapshot snapshot) {
    Thread thread =
        Thread.ofPlatform().daemon().name("skip-cluster-snapshot").unstarted(() -> write(snapshot));
    if (writer.compareAndSet(null, thread)) {
      thread.start();
    } else {
      snapshot.state().close();
    }
  }

  private void write(LogSnapshot snapshot) {
    try (State state = snapshot.state()) {
      log.keep(new LogSnapshot(snapshot.place(), snapshot.decisions(), state));
      place = snapshot.place();
    } catch (RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "there is no snapshot of place {0}; the log grows until there is one: {1}",
          snapshot.place(),
          e.getMessage());
    } finally {
      writer.set(null);
    }
  }

  /** Waits for some seconds until what is being written is there. */
  @Override
  public void close() {
    Thread thread = writer.get();
    if (thread == null) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
