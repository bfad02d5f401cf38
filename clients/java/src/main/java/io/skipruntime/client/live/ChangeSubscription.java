package io.skipruntime.client.live;

import io.skipruntime.json.CanonicalOrder;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The state of one subscriber of a live collection: the changes that it has been told of. While it
 * asks for nothing, changes are folded into one, which costs a key for each that is different.
 * Thread-safe; the subscriber is called by one thread at a time, which is not that of the
 * collection.
 *
 * <ul>
 *   <li>{@code told} is the version that the subscriber knows
 *   <li>{@code keys} are those that may be different in {@code latest}; all, if it has been told of
 *       none
 * </ul>
 */
final class ChangeSubscription<K, V> implements Flow.Subscription {

  private final Flow.Subscriber<? super LiveChange<K, V>> subscriber;
  private final Runnable release;
  private final Set<K> keys = new TreeSet<>(CanonicalOrder.INSTANCE);
  private @Nullable Tree<K, List<V>> told;
  private @Nullable Tree<K, List<V>> latest;
  private boolean isFirst = true;
  private boolean isLoaded;
  private long demand;
  private boolean isRunning;
  private boolean isCancelled;
  private boolean hasEnded;
  private @Nullable Throwable failure;

  /**
   * A subscription that has been told of nothing.
   *
   * @param release is run when it has ended
   */
  ChangeSubscription(Flow.Subscriber<? super LiveChange<K, V>> subscriber, Runnable release) {
    this.subscriber = subscriber;
    this.release = release;
  }

  /** Notes a version, and the keys in which it differs from the one before. */
  synchronized void changed(Collection<K> changedKeys, @Nullable Tree<K, List<V>> now) {
    if (hasEnded) {
      return; // it asked for nothing at all, and is being told so
    }
    if (!isFirst) {
      keys.addAll(changedKeys);
    }
    latest = now;
    isLoaded = true;
    wake();
  }

  /** Notes that there will be no more changes; because of a failure if there is one. */
  synchronized void end(@Nullable Throwable reason) {
    hasEnded = true;
    failure = reason;
    wake();
  }

  @Override
  public synchronized void request(long count) {
    if (count <= 0) {
      failure = new IllegalArgumentException("asked for " + count + " changes");
      hasEnded = true;
      keys.clear();
      isFirst = false;
    } else {
      demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
    }
    wake();
  }

  @Override
  public synchronized void cancel() {
    isCancelled = true;
    release.run();
  }

  private void wake() {
    if (!isRunning && !isCancelled) {
      isRunning = true;
      Thread.ofVirtual().name("skip-live-subscriber").start(this::deliver);
    }
  }

  private void deliver() {
    try {
      for (LiveChange<K, V> next = next(); next != null; next = next()) {
        subscriber.onNext(next);
      }
      endIfDone();
    } catch (RuntimeException e) {
      cancel();
      System.getLogger(ChangeSubscription.class.getName())
          .log(Level.ERROR, "a subscriber of a live collection has failed and is told no more", e);
    }
  }

  /** The next change that is asked for; null if there is none, with which the thread ends. */
  private synchronized @Nullable LiveChange<K, V> next() {
    while (!isCancelled && demand > 0 && (isFirst ? isLoaded : !keys.isEmpty())) {
      LiveChange<K, V> change = take();
      if (change != null) {
        demand--;
        return change;
      }
    }
    isRunning = isDone();
    return null;
  }

  private boolean isDone() {
    return !isCancelled && hasEnded && (isFirst ? !isLoaded : keys.isEmpty());
  }

  private @Nullable LiveChange<K, V> take() {
    SortedMap<K, List<V>> before = SortedView.of(told);
    SortedMap<K, List<V>> after = SortedView.of(latest);
    SortedMap<K, List<V>> changed = isFirst ? after : different(before, after);
    boolean isNews = isFirst || !changed.isEmpty();
    isFirst = false;
    keys.clear();
    told = latest;
    return isNews ? new LiveChange<>(changed, before, after) : null;
  }

  private SortedMap<K, List<V>> different(
      SortedMap<K, List<V>> before, SortedMap<K, List<V>> after) {
    SortedMap<K, List<V>> changed = new TreeMap<>(CanonicalOrder.INSTANCE);
    for (K key : keys) {
      List<V> values = after.getOrDefault(key, List.of());
      if (!values.equals(before.getOrDefault(key, List.of()))) {
        changed.put(key, values);
      }
    }
    return Collections.unmodifiableSortedMap(changed);
  }

  private void endIfDone() {
    Throwable reason;
    synchronized (this) {
      if (!isDone()) {
        return;
      }
      isCancelled = true;
      reason = failure;
    }
    release.run();
    if (reason == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(reason);
    }
  }
}
