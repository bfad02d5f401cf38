package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.GraphState;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.FailureText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
   * The identity of an instance. It has an order so that a {@code HashMap} finds a key fast,
   * however many have the same hash code.
   *
   * @param resource name of the resource
   * @param params its decoded parameters
   */
  public record Key(String resource, Object params) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int resources = resource.compareTo(other.resource);
      return resources != 0 ? resources : CanonicalOrder.INSTANCE.compare(params, other.params);
    }
  }

  /**
   * The place of an instance's contents in a version.
   *
   * @param instance the instance
   * @param slot the slot of its collection; of no meaning if it has failed
   * @param since the tick at which it got this collection: before that it had another
   * @param thereSince the tick from which on the instance has had this collection, or would have,
   *     if it had been open
   * @param history of which history the collection is; null if there is none
   * @param failure why there is no collection; empty if there is one
   */
  record Output(
      ResourceInstance instance,
      int slot,
      long since,
      long thereSince,
      @Nullable History history,
      Optional<ComputationException> failure) {}

  /**
   * The contents of an instance in one version.
   *
   * @param tick tick of the version
   * @param since the tick from which on the instance has had this collection or has failed
   * @param history of which history the contents are; null if the instance has failed
   * @param contents the collection; empty if the instance has failed
   * @param failure why the instance has no contents; empty if it has
   */
  public record Snapshot(
      long tick,
      long since,
      @Nullable History history,
      TickMap<Object, ValueList> contents,
      Optional<ComputationException> failure) {}

  private static final int CLOSING = -1;

  /** The fingerprint that was made last, and what of. */
  private record Fingerprint(Key key, History history, String text) {}

  /**
   * The answer to the question whether the contents at a tick are shorter than what changed since
   * another.
   */
  private record Comparison(long lastTick, long since, boolean isShorterAsAWhole) {}

  private static final int FEW_DIFFERENCES = 32;

  private volatile @Nullable Comparison comparison;
  private volatile Key key;
  private volatile @Nullable Fingerprint fingerprint;
  private final int slot;
  private final Map<Runnable, Integer> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicLong lastUsedMillis;
  private final AtomicLong leftMillis = new AtomicLong(Long.MIN_VALUE);

  private volatile @Nullable Instant staleSince;
  private volatile boolean givenUp;

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

  /**
   * Whether contents have fewer keys than are different from a version before, so that they are the
   * shorter thing to tell. A few differences always count as shorter. Costs at most a look at as
   * many keys as there are; once for all who ask for the same. May be called by any thread.
   */
  public boolean isShorterThanDifferences(TickMap<Object, ValueList> contents, long since) {
    if (contents.tombstones() == 0) {
      return false;
    }
    Comparison known = comparison;
    if (known == null || known.lastTick() != contents.lastTick() || known.since() != since) {
      TickMap.Cursor<Object, ValueList> differences = contents.differencesSince(since);
      int most = Math.max(FEW_DIFFERENCES, contents.size());
      int count = 0;
      while (count <= most && differences.next()) {
        count++;
      }
      known = new Comparison(contents.lastTick(), since, count > most);
      comparison = known;
    }
    return known.isShorterAsAWhole();
  }

  /**
   * What {@code make} gives for the instance's key, made once for a history. May be called by any
   * thread.
   */
  public String fingerprint(History history, Function<Key, String> make) {
    Fingerprint known = fingerprint;
    Key now = key;
    if (known == null || known.key() != now || !known.history().equals(history)) {
      known = new Fingerprint(now, history, make.apply(now));
      fingerprint = known;
    }
    return known.text();
  }

  int slot() {
    return slot;
  }

  /** Where the version that was committed last has the contents; null if it has none. */
  @Nullable Output committed(GraphState graph) {
    return graph.head().get(slot) instanceof Output output && output.instance() == this
        ? output
        : null;
  }

  /** The contents in the version that is shown; empty if the instance is closed. */
  public Optional<Snapshot> snapshot(Graph graph) {
    return snapshot(graph.version());
  }

  /** The contents in a version; empty if the instance is not open in it. */
  public Optional<Snapshot> snapshot(Version version) {
    return version.get(slot) instanceof Output current && current.instance() == this
        ? Optional.of(snapshot(current, version))
        : Optional.empty();
  }

  /**
   * The contents in an earlier version, also if the instance was not open then but is now, with a
   * collection that it would have had then; empty if they are not known.
   */
  public Optional<Snapshot> snapshotThen(Version version, Version now) {
    return snapshot(version)
        .or(() ->
            now.get(slot) instanceof Output current
                    && current.instance() == this
                    && current.failure().isEmpty()
                    && current.thereSince() <= version.tick()
                ? Optional.of(snapshot(current, version))
                : Optional.empty());
  }

  @SuppressWarnings("unchecked") // an output's slot holds a collection
  private static Snapshot snapshot(Output current, Version version) {
    TickMap<?, ?> contents =
        current.failure().isPresent()
            ? TickMap.emptyCollection()
            : (TickMap<?, ?>) Objects.requireNonNull(version.get(current.slot()));
    return new Snapshot(
        version.tick(),
        current.since(),
        current.history(),
        (TickMap<Object, ValueList>) contents,
        current.failure());
  }

  /** Of which history the contents are, in the running transaction; empty if there are none. */
  public Optional<History> history(Transaction transaction) {
    CollectionNode current = output;
    return current == null ? Optional.empty() : Optional.of(current.history(transaction));
  }

  /**
   * The collection that is shown; null if the instance has failed. For the transaction's thread.
   */
  public @Nullable CollectionNode output() {
    return output;
  }

  /**
   * The reads of the {@code instantiate} that built the collection: node, key, node, key… For the
   * transaction's thread.
   */
  public Object[] readsWhenBuilt() {
    return reads.clone();
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
        : new Output(this, -1, transaction.tick(), transaction.tick(), null, Optional.of(failure));
  }

  private static boolean isLike(ComputationException one, ComputationException other) {
    return one.toString().equals(other.toString());
  }

  /**
   * Runs {@code listener} after each commit that changed the contents, and at the end. One that is
   * added several times is run once for all of them.
   */
  public void addListener(Runnable listener) {
    listeners.merge(listener, 1, Integer::sum);
  }

  /** Takes a listener away that was added as often as it is taken away. */
  public void removeListener(Runnable listener) {
    listeners.computeIfPresent(listener, (same, times) -> times == 1 ? null : times - 1);
  }

  /** How many times listeners were added and not taken away. */
  public int listenerCount() {
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
          .log(
              System.Logger.Level.ERROR, "a subscriber's listener failed", FailureText.loggable(e));
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

  /**
   * Notes that the instance has failed and will not be built again, so that asking for it does not
   * keep it: it is closed when its streams are gone.
   */
  void giveUp(Transaction transaction) {
    transaction.undo().add(() -> givenUp = false);
    givenUp = true;
  }

  /** Notes that the instance is in use now. */
  public void touch(long nowMillis) {
    if (!givenUp && lastUsedMillis.get() < nowMillis) {
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

  /** How many streams keep the instance open. May be called by any thread. */
  public int leaseCount() {
    return Math.max(0, leases.get());
  }

  /** Counts one stream less. May be called by any thread. */
  public void removeLease() {
    leases.updateAndGet(count -> count == CLOSING ? CLOSING : count - 1);
  }

  /** Notes that a subscriber has left who may come back to go on where it was. */
  public void leave(long nowMillis) {
    leftMillis.accumulateAndGet(nowMillis, Math::max);
  }

  /**
   * Whether nothing has kept the instance open for long enough.
   *
   * @param usedMillis the latest time of its last use
   * @param resumableMillis the latest time at which a subscriber has left who may come back
   */
  public boolean isIdleSince(long usedMillis, long resumableMillis) {
    return leases.get() == 0
        && lastUsedMillis.get() <= usedMillis
        && leftMillis.get() <= resumableMillis;
  }

  /**
   * Has no more streams keep the instance open, if nothing has kept it open for long enough; see
   * {@link #isIdleSince}.
   *
   * @return whether that is so
   */
  boolean startClosing(long usedMillis, long resumableMillis) {
    return isIdleSince(usedMillis, resumableMillis) && leases.compareAndSet(0, CLOSING);
  }

  /** Takes {@link #startClosing} back. */
  void keepOpen() {
    leases.compareAndSet(CLOSING, 0);
  }
}
