package io.skipruntime.client.live;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.MismatchException;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.CanonicalOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a remote resource, in memory, which follow its changes. Reads never wait and see
 * whole commits of the service: a change of several keys is seen at once or not at all.
 *
 * <p>A connection that is lost, or over which nothing comes, not even a heartbeat, is made again,
 * and goes on where it was; if the service has forgotten the stream or was started again, the
 * contents are compared with what there is now, so that listeners hear of differences only.
 * Meanwhile the contents are those that there were last, and {@link #status} says so.
 *
 * <pre>{@code
 * try (SkipServiceBroker broker = new SkipServiceBroker(Entrypoint.local());
 *     LiveCollection<Long, Long> friends = LiveCollection.open(broker, resource)) {
 *   friends.awaitLoaded(5_000);
 *   friends.addListener(change -> System.out.println(change.changed()));
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class LiveCollection<K, V> implements AutoCloseable {

  private static final long CLOSE_MILLIS = 2_000;

  private final RemoteResource<K, V> resource;
  private final StreamFeed feed;
  private final CompletableFuture<Void> loaded;
  private final SortedMap<K, List<V>> contents;
  private final List<LiveListener<K, V>> listeners = new CopyOnWriteArrayList<>();
  private final List<ChangeSubscription<K, V>> subscriptions = new CopyOnWriteArrayList<>();

  /** Held while a change is applied and listeners are told of it. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile Version<K, V> version = new Version<>(null, "", false);
  private volatile LiveStatus status =
      new LiveStatus(LiveStatus.State.CONNECTING, Instant.now(), Optional.empty());

  /** Contents, and the event that they are of. */
  private record Version<K, V>(
      @Nullable Tree<K, List<V>> tree, String watermark, boolean isLoaded) {}

  private LiveCollection(
      SkipServiceBroker broker, RemoteResource<K, V> resource, LiveOptions options) {
    this.resource = resource;
    this.contents = SortedView.live(() -> version.tree);
    this.feed = new StreamFeed(broker, resource, options, new Events());
    this.loaded = feed.start();
    var unused =
        loaded.whenComplete((nothing, failure) -> {
          if (failure != null) {
            failForGood(Optional.ofNullable(failure.getMessage()));
          }
        });
  }

  /** Follows a resource with the usual options; returns at once. */
  public static <K, V> LiveCollection<K, V> open(
      SkipServiceBroker broker, RemoteResource<K, V> resource) {
    return open(broker, resource, LiveOptions.defaults());
  }

  /**
   * Follows a resource; returns at once.
   *
   * @param broker over whose connections; it stays open as long as the collection
   */
  public static <K, V> LiveCollection<K, V> open(
      SkipServiceBroker broker, RemoteResource<K, V> resource, LiveOptions options) {
    return new LiveCollection<>(broker, resource, options);
  }

  /**
   * Completes with this collection when it has contents. Fails with the reason if the service
   * refuses the resource or its parameters, or has other types; not if it cannot be reached, which
   * may pass.
   */
  public CompletableFuture<LiveCollection<K, V>> loaded() {
    return loaded.thenApply(nothing -> this);
  }

  /**
   * Waits until there are contents.
   *
   * @return this collection
   * @throws NotLoadedException if there are none in time, or never will be
   */
  public LiveCollection<K, V> awaitLoaded(long timeoutMillis) {
    try {
      loaded.get(timeoutMillis, TimeUnit.MILLISECONDS);
      return this;
    } catch (TimeoutException e) {
      throw new NotLoadedException(
          "there is nothing of " + resource + " after " + timeoutMillis + " ms" + reason());
    } catch (ExecutionException e) {
      throw new NotLoadedException("there will be nothing of " + resource + reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotLoadedException("interrupted");
    }
  }

  private String reason() {
    return status.reason().map(": "::concat).orElse("");
  }

  /** The resource that is followed. */
  public RemoteResource<K, V> resource() {
    return resource;
  }

  /** How the collection is doing. */
  public LiveStatus status() {
    return status;
  }

  /**
   * The identifier of the last event that was applied; empty before the first. It is opaque; {@link
   * SkipServiceBroker#atLeast} takes it as it takes the watermark of a write.
   */
  public String watermark() {
    return version.watermark;
  }

  /** The values of a key; none if it is not there. */
  public List<V> get(K key) {
    return contents.getOrDefault(key, List.of());
  }

  /**
   * The value of a key, empty if it is not there.
   *
   * @throws IllegalStateException if it has several
   */
  public Optional<V> findUnique(K key) {
    List<V> values = get(key);
    if (values.size() > 1) {
      throw new IllegalStateException(
          "expected one value of " + key + " in " + resource.name() + ", found " + values.size());
    }
    return values.stream().findFirst();
  }

  /** How many keys there are. */
  public int size() {
    return contents.size();
  }

  /**
   * The contents as a map that changes as they do, in the order of the keys' JSON. Unmodifiable;
   * each call, and each iteration from its start to its end, is on the contents of one commit.
   */
  public SortedMap<K, List<V>> contents() {
    return contents;
  }

  /** The contents as they are now, as an immutable map; costs nothing. */
  public SortedMap<K, List<V>> snapshot() {
    return SortedView.of(version.tree);
  }

  /**
   * Tells a listener of all there is, if there is anything yet, and from then on of each change.
   * What it throws is logged.
   */
  public void addListener(LiveListener<K, V> listener) {
    turn.lock();
    try {
      Version<K, V> now = version;
      if (now.isLoaded) {
        SortedMap<K, List<V>> all = SortedView.of(now.tree);
        tell(listener, each -> each.changed(new LiveChange<>(all, SortedView.of(null), all)));
      }
      listeners.add(listener);
    } finally {
      turn.unlock();
    }
  }

  /** Tells a listener no more. */
  public void removeListener(LiveListener<K, V> listener) {
    listeners.remove(listener);
  }

  /**
   * The changes, beginning with all there is. Those that happen while a subscriber asks for nothing
   * are folded into one. Subscribers are told of the end when the collection is closed, and of the
   * failure if it fails for good.
   */
  public Flow.Publisher<LiveChange<K, V>> changes() {
    return this::subscribe;
  }

  private void subscribe(Flow.Subscriber<? super LiveChange<K, V>> subscriber) {
    List<ChangeSubscription<K, V>> own = new ArrayList<>(1);
    ChangeSubscription<K, V> subscription =
        new ChangeSubscription<>(subscriber, () -> subscriptions.removeAll(own));
    own.add(subscription);
    subscriber.onSubscribe(subscription);
    turn.lock();
    try {
      subscriptions.add(subscription);
      Version<K, V> now = version;
      if (now.isLoaded) {
        subscription.changed(List.of(), now.tree);
      }
      switch (status.state()) {
        case CLOSED -> subscription.end(null);
        case FAILED -> subscription.end(new NotLoadedException(status.toString()));
        default -> {
          // it goes on
        }
      }
    } finally {
      turn.unlock();
    }
  }

  /** Ends the connection, and applies nothing more. The contents stay. */
  @Override
  public void close() {
    turn.lock();
    try {
      if (status.state() != LiveStatus.State.FAILED) {
        become(LiveStatus.State.CLOSED, Optional.empty());
      }
      subscriptions.forEach(each -> each.end(null));
    } finally {
      turn.unlock();
    }
    feed.stopWithin(CLOSE_MILLIS);
  }

  private void failForGood(Optional<String> reason) {
    turn.lock();
    try {
      if (status.state() == LiveStatus.State.CLOSED) {
        return;
      }
      become(LiveStatus.State.FAILED, reason);
      subscriptions.forEach(each -> each.end(new NotLoadedException(status.toString())));
    } finally {
      turn.unlock();
    }
  }

  /** Takes a status, for good if it is CLOSED. Called in turn. */
  private void become(LiveStatus.State state, Optional<String> reason) {
    LiveStatus before = status;
    boolean isSame = before.state() == state;
    if (before.state() == LiveStatus.State.CLOSED || (isSame && before.reason().equals(reason))) {
      return;
    }
    LiveStatus next = new LiveStatus(state, isSame ? before.since() : Instant.now(), reason);
    status = next;
    listeners.forEach(listener -> tell(listener, each -> each.statusChanged(next)));
  }

  private void tell(LiveListener<K, V> listener, Consumer<LiveListener<K, V>> what) {
    try {
      what.accept(listener);
    } catch (RuntimeException e) {
      System.getLogger(LiveCollection.class.getName())
          .log(System.Logger.Level.ERROR, "a listener of " + resource.name() + " has failed", e);
    }
  }

  private void apply(SortedMap<K, List<V>> entries, boolean isInitial, String watermark) {
    Version<K, V> before = version;
    SortedMap<K, List<V>> old = SortedView.of(before.tree);
    SortedMap<K, List<V>> changed = new TreeMap<>(CanonicalOrder.INSTANCE);
    entries.forEach((key, values) -> {
      if (!values.equals(old.getOrDefault(key, List.of()))) {
        changed.put(key, values);
      }
    });
    if (isInitial) {
      old.keySet().stream()
          .filter(key -> !entries.containsKey(key))
          .forEach(key -> changed.put(key, List.of()));
    }
    Tree<K, List<V>> tree =
        before.tree == null ? Tree.ofSorted(present(changed)) : with(before.tree, changed);
    version = new Version<>(tree, watermark, true);
    if (!changed.isEmpty() || !before.isLoaded) {
      LiveChange<K, V> change =
          new LiveChange<>(Collections.unmodifiableSortedMap(changed), old, SortedView.of(tree));
      listeners.forEach(listener -> tell(listener, each -> each.changed(change)));
      subscriptions.forEach(each -> each.changed(changed.keySet(), tree));
    }
  }

  private static <K, V> List<Map.Entry<K, List<V>>> present(SortedMap<K, List<V>> entries) {
    return entries.entrySet().stream().filter(each -> !each.getValue().isEmpty()).toList();
  }

  private static <K, V> @Nullable Tree<K, List<V>> with(
      Tree<K, List<V>> tree, SortedMap<K, List<V>> changed) {
    Tree<K, List<V>> next = tree;
    for (Map.Entry<K, List<V>> each : changed.entrySet()) {
      next =
          each.getValue().isEmpty()
              ? Tree.without(next, each.getKey(), CanonicalOrder.INSTANCE)
              : Tree.with(next, each.getKey(), each.getValue(), CanonicalOrder.INSTANCE);
    }
    return next;
  }

  /** The events that the feed tells this collection of. */
  private final class Events implements StreamFeed.Target {

    @Override
    public void take(List<JsonEntry> entries, boolean isInitial, String id)
        throws MismatchException {
      SortedMap<K, List<V>> decoded = resource.decode(entries);
      turn.lock();
      try {
        if (status.state() != LiveStatus.State.CLOSED) {
          apply(decoded, isInitial, id);
          become(LiveStatus.State.LIVE, Optional.empty());
        }
      } finally {
        turn.unlock();
      }
    }

    @Override
    public void isCurrent() {
      turn.lock();
      try {
        become(LiveStatus.State.LIVE, Optional.empty());
      } finally {
        turn.unlock();
      }
    }

    @Override
    public void isForbidden(String reason) {
      failForGood(Optional.of(reason));
    }

    @Override
    public void isTroubled(String reason) {
      turn.lock();
      try {
        become(
            version.isLoaded ? LiveStatus.State.STALE : LiveStatus.State.CONNECTING,
            Optional.of(reason));
      } finally {
        turn.unlock();
      }
    }
  }
}
