package io.skipruntime.engine.graph;

import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.WorkListener;
import io.skipruntime.json.FailureText;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one channel by which a graph tells what it does: to its counters, which are always on, and to
 * listeners.
 *
 * <ul>
 *   <li>Only the thread of the transaction tells; the counts may be read by any thread.
 *   <li>Each method counts first. An event is made only if a listener hears of its kind: {@code
 *       ofPropagation} are those that hear everything, {@code ofWork} take it without events,
 *       {@code all} hear outcomes. None hears anything while {@code isSilent}.
 * </ul>
 */
public final class EventChannel {

  private static final EngineListener[] NONE = {};
  private static final WorkListener[] NO_WORK = {};

  private final EngineListener[] all;
  private final EngineListener[] ofPropagation;
  private final WorkListener[] ofWork;
  private boolean isSilent;
  private final AtomicLong functionRuns = new AtomicLong();
  private final AtomicLong cutOffs = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong rollBacks = new AtomicLong();

  /** A channel to some listeners, in this order. */
  public EventChannel(List<EngineListener> listeners) {
    all = listeners.toArray(NONE);
    ofPropagation =
        listeners.stream()
            .filter(each -> each.hearsPropagation() && !(each instanceof WorkListener))
            .toList()
            .toArray(NONE);
    ofWork =
        listeners.stream()
            .filter(WorkListener.class::isInstance)
            .map(WorkListener.class::cast)
            .toList()
            .toArray(NO_WORK);
  }

  /** Tells that a node's function is about to run for a source entry. */
  public void ran(Node node, Object key) {
    increment(functionRuns);
    node.countRun();
    if (ofPropagation.length > 0) {
      tell(ofPropagation, node.runOf(key));
    }
    if (ofWork.length > 0) {
      note(listener -> node.tellRun(listener, key));
    }
  }

  /** Tells that a node was recomputed and its contents stayed the same. */
  void cutOff(Node node) {
    increment(cutOffs);
    node.countCutOff();
    if (ofPropagation.length > 0) {
      tell(ofPropagation, new EngineEvent.CutOff(node.id()));
    }
    if (ofWork.length > 0) {
      note(listener -> listener.cutOff(node));
    }
  }

  /** Whether a listener hears of single functions and nodes. */
  boolean isPropagationHeard() {
    return ofPropagation.length > 0 || ofWork.length > 0;
  }

  /** Tells that a node has had its turn, if a listener hears of single nodes. */
  void turnTaken(Node node, long nanos) {
    if (ofPropagation.length > 0) {
      tell(ofPropagation, new EngineEvent.TurnTaken(node.id(), nanos));
    }
    if (ofWork.length > 0) {
      note(listener -> listener.turnTaken(node, nanos));
    }
  }

  /** Tells that a node has other contents, if it is a collection. */
  void entriesChanged(Node node) {
    Delta delta = node instanceof CollectionNode collection ? collection.delta() : null;
    if (delta == null || delta.size() == 0) {
      return;
    }
    if (ofWork.length > 0) {
      note(listener -> listener.changed(node, delta));
    }
    if (ofPropagation.length == 0) {
      return;
    }
    Object[] keys = new Object[Math.min(delta.size(), EngineEvent.EntriesChanged.MOST_KEYS)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = delta.key(i);
    }
    tell(ofPropagation, new EngineEvent.EntriesChanged(node.id(), delta.size(), List.of(keys)));
  }

  /** Tells that a node was added. */
  void created(Node node) {
    if (ofPropagation.length > 0) {
      tell(ofPropagation, new EngineEvent.NodeCreated(node.id()));
    }
  }

  /** Tells that a node was removed. */
  void retired(Node node) {
    if (ofPropagation.length > 0) {
      tell(ofPropagation, new EngineEvent.NodeRetired(node.id()));
    }
  }

  /** Whether there are listeners: the time that a commit takes is measured for them. */
  public boolean isHeard() {
    return all.length > 0;
  }

  /**
   * Tells that a transaction was committed.
   *
   * @param startNanos what {@link System#nanoTime} was at its start, if the channel is heard
   */
  public void committed(
      long tick,
      boolean isWrite,
      long startNanos,
      int changedNodes,
      long changedEntries,
      int notifiedInstances) {
    increment(commits);
    if (all.length > 0) {
      long nanos = System.nanoTime() - startNanos;
      tell(
          all,
          new EngineEvent.Committed(
              tick, isWrite, nanos, changedNodes, changedEntries, notifiedInstances));
    }
  }

  /** Tells that a transaction was taken back, and which tick it would have had. */
  public void rolledBack(long tick) {
    increment(rollBacks);
    if (all.length > 0) {
      tell(all, new EngineEvent.RolledBack(tick));
    }
  }

  /** Runs a step of which no listener hears; for the thread of transactions, between two. */
  public <T> T silently(Supplier<T> step) {
    isSilent = true;
    try {
      return step.get();
    } finally {
      isSilent = false;
    }
  }

  private void tell(EngineListener[] listeners, EngineEvent event) {
    if (isSilent) {
      return;
    }
    for (EngineListener listener : listeners) {
      try {
        listener.hear(event);
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void note(Consumer<WorkListener> work) {
    if (isSilent) {
      return;
    }
    for (WorkListener listener : ofWork) {
      try {
        work.accept(listener);
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private static void failed(RuntimeException failure) {
    System.getLogger(EventChannel.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "a listener of the engine failed",
            FailureText.loggable(failure));
  }

  private static void increment(AtomicLong count) {
    count.setOpaque(count.getPlain() + 1);
  }

  /** How often a function ran for a source entry. */
  public long functionRuns() {
    return functionRuns.get();
  }

  /** How often a node was recomputed and stayed the same. */
  public long cutOffs() {
    return cutOffs.get();
  }

  /** How many transactions were committed. */
  public long commits() {
    return commits.get();
  }

  /** How many transactions were taken back. */
  public long rollBacks() {
    return rollBacks.get();
  }
}
