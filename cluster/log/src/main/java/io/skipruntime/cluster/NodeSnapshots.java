package io.skipruntime.cluster;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.engine.spi.State;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The snapshots that a node gives to the log of its cluster: one at a time, each written by a
 * thread of its own while the node goes on. {@link #keep} is for one thread, {@link #close} for
 * any.
 */
final class NodeSnapshots {

  private static final System.Logger LOGGER = System.getLogger(NodeSnapshots.class.getName());

  private static final long CLOSE_MILLIS = 5_000;

  private final CommitLog log;
  private final NodeFigures figures;
  private final AtomicReference<Thread> writer = new AtomicReference<>();

  NodeSnapshots(CommitLog log, NodeFigures figures) {
    this.log = log;
    this.figures = figures;
  }

  /** Begins to write a snapshot, unless one is being written. */
  void keep(LogSnapshot snapshot) {
    Thread thread =
        Thread.ofPlatform().daemon().name("skip-cluster-snapshot").unstarted(() -> write(snapshot));
    if (writer.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  private void write(LogSnapshot snapshot) {
    try (State state = snapshot.state()) {
      log.keep(new LogSnapshot(snapshot.place(), snapshot.decisions(), state));
      figures.kept(snapshot.place());
    } catch (RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "there is no snapshot of tick {0}; the log grows until there is one: {1}",
          snapshot.place(),
          e.getMessage());
    } finally {
      writer.set(null);
    }
  }

  /** Waits for some seconds until what is being written is there. */
  void close() {
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
