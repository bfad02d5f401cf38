package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A resource with parameters, and the collection that its {@code instantiate} built last.
 *
 * <ul>
 *   <li>Everybody who asks for equal resource and parameters shares one instance.
 *   <li>{@link #output}, {@link #reads} and {@link #held} are for the transaction's thread. Other
 *       threads see the instance through a {@link Version}, whose {@code slot} has an {@link
 *       Output} as long as the instance is open.
 * </ul>
 */
public final class ResourceInstance {

  /**
   * What identifies an instance.
   *
   * @param resource name of the resource
   * @param params its decoded parameters
   */
  public record Key(String resource, Object params) {}

  /**
   * Where a version has the contents of an instance.
   *
   * @param instance the instance
   * @param slot the slot of its collection; of no meaning if it has failed
   * @param since the tick at which it got this collection: before that it had another
   * @param failure why there is no collection; empty if there is one
   */
  record Output(
      ResourceInstance instance, int slot, long since, Optional<ComputationException> failure) {}

  /**
   * The contents of an instance in one version.
   *
   * @param tick tick of the version
   * @param since the earliest tick from which on changes of the contents are known
   * @param contents the collection; empty if the instance has failed
   * @param failure why the instance has no contents; empty if it has
   */
  public record Snapshot(
      long tick,
      long since,
      TickMap<Object, ValueList> contents,
      Optional<ComputationException> failure) {}

  private static final int CLOSING = -1;

  private volatile Key key;
  private final int slot;
  private final Map<Runnable, Integer> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicLong lastUsedMillis;

  private volatile @Nullable Instant staleSince;

  @Nullable CollectionNode output;
  Object[] reads = TrackedReads.NONE;
  List<Node> held = List.of();

  ResourceInstance(Key key, int slot, long nowMillis) {
    this.key = key;
    this.slot = slot;
    this.lastUsedMillis = new AtomicLong(nowMillis);
  }

  /** What identifies the instance. */
  public Key key() {
    return key;
  }

  /** Says what identifies the instance from now on: the same parameters, of another class. */
  void become(Key equivalent) {
    key = equivalent;
  }

  int slot() {
    return slot;
  }

  /** Where the version that was committed last has the contents; null if it has none. */
  @Nullable Output committed(Graph graph) {
    return graph.head().get(slot) instanceof Output output && output.instance() == this
        ? output
        : null;
  }

  /** The contents in the version that is shown; empty if the instance is closed. */
  public Optional<Snapshot> snapshot(Graph graph) {
    return snapshot(graph.version());
  }

  /** The contents in a version; empty if the instance is not open in it. */
  @SuppressWarnings("unchecked") // an output's slot holds a collection
  public Optional<Snapshot> snapshot(Version version) {
    if (!(version.get(slot) instanceof Output current) || current.instance() != this) {
      return Optional.empty();
    }
    TickMap<?, ?> contents =
        current.failure().isPresent()
            ? TickMap.emptyCollection()
            : (TickMap<?, ?>) Objects.requireNonNull(version.get(current.slot()));
    return Optional.of(
        new Snapshot(
            version.tick(),
            current.since(),
            (TickMap<Object, ValueList>) contents,
            current.failure()));
  }

  /** The nodes that the instance is made of, for the transaction's thread. */
  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(held);
    if (output != null) {
      nodes.add(output);
    }
    return nodes;
  }

  /** Why one of its nodes has failed in the running transaction; null if none has. */
  @Nullable ComputationException failureOfItsNodes() {
    for (Node node : nodes()) {
      if (node.failure() != null) {
        return node.failure();
      }
    }
    return null;
  }

  /**
   * The output for a failure: that of the last version if the message is the same, else a new one.
   */
  Output failed(ComputationException failure, Transaction transaction) {
    Output committed = committed(transaction.graph());
    return committed != null
            && committed.failure().filter(before -> isLike(before, failure)).isPresent()
        ? committed
        : new Output(this, -1, transaction.tick(), Optional.of(failure));
  }

  private static boolean isLike(ComputationException one, ComputationException other) {
    return one.toString().equals(other.toString());
  }

  /**
   * Has {@code listener} run after each commit that changed the contents, and at the end. One that
   * is added several times is run once for all of them.
   */
  public void addListener(Runnable listener) {
    listeners.merge(listener, 1, Integer::sum);
  }

  /** Takes a listener away that was added as often as it is taken away. */
  public void removeListener(Runnable listener) {
    listeners.computeIfPresent(listener, (same, times) -> times == 1 ? null : times - 1);
  }

  /** How many times listeners were added and not taken away. */
  int listenerCount() {
    return listeners.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Runs the listeners; one that fails is no concern of the others, nor of the caller. */
  public void wakeAll() {
    listeners.keySet().forEach(ResourceInstance::wake);
  }

  private static void wake(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      System.getLogger(ResourceInstance.class.getName())
          .log(System.Logger.Level.ERROR, "a subscriber's listener failed", e);
    }
  }

  /** Since when it depends on data of a source that is stale; empty if it does not. */
  public Optional<Instant> staleSince() {
    return Optional.ofNullable(staleSince);
  }

  /** Notes since when it is stale, null for not, and says whether that is news. */
  boolean becomeStale(@Nullable Instant since) {
    boolean isNews = !Objects.equals(since, staleSince);
    staleSince = since;
    return isNews;
  }

  /** Notes that the instance is in use now. */
  public void touch(long nowMillis) {
    if (lastUsedMillis.get() < nowMillis) {
      lastUsedMillis.accumulateAndGet(nowMillis, Math::max);
    }
  }

  /**
   * Counts one more stream that keeps the instance open, and says whether it did: not if the
   * instance is about to be closed. May be called by any thread.
   */
  public boolean addLease() {
    return leases.getAndUpdate(count -> count == CLOSING ? CLOSING : count + 1) != CLOSING;
  }

  /** Counts one stream less. May be called by any thread. */
  public void removeLease() {
    leases.updateAndGet(count -> count == CLOSING ? CLOSING : count - 1);
  }

  /** Whether nothing has kept the instance open since the given time. */
  public boolean isIdleSince(long millis) {
    return leases.get() == 0 && lastUsedMillis.get() <= millis;
  }

  /**
   * Has no more streams keep the instance open, if nothing has kept it open since the given time.
   *
   * @return whether that is so
   */
  boolean startClosing(long millis) {
    return lastUsedMillis.get() <= millis && leases.compareAndSet(0, CLOSING);
  }

  /** Takes {@link #startClosing} back. */
  void keepOpen() {
    leases.compareAndSet(CLOSING, 0);
  }
}
