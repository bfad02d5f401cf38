package io.skipruntime.engine.source;

import io.skipruntime.AsyncResource;
import io.skipruntime.ClockResource;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.WiringException;
import io.skipruntime.engine.async.AsyncCalls;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.DecodeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The external sources of a service: subscribed when a function first needs one, kept while a node
 * mirrors it, released after.
 *
 * <p>A function that needs a source without data ends its transaction, which is put aside and run
 * again when the data has arrived; other transactions go on meanwhile.
 */
public final class ExternalSources implements ExternalNodes {

  private final IntakeWriter writer;
  private final Instances instances;
  private final InstantSource clock;
  private final ClockService clockService;
  private final AsyncCalls asyncCalls;

  /**
   * A resource as the key of a table, which finds it fast, however many have the same hash code.
   */
  private record SourceKey(ExternalResource<?, ?> resource) implements Comparable<SourceKey> {

    @Override
    public int compareTo(SourceKey other) {
      int names =
          Comparator.comparing((ExternalResource<?, ?> each) -> each.service())
              .thenComparing(ExternalResource::identifier)
              .compare(resource, other.resource);
      return names != 0 ? names : resource.params().compareTo(other.resource.params());
    }
  }

  private final Map<SourceKey, ExternalSource> sources = new ConcurrentHashMap<>();
  private final AtomicBoolean noting = new AtomicBoolean();
  private volatile boolean wasStale;
  private Map<String, ExternalService> services = Map.of();
  private final RestoredData restored = new RestoredData();
  private volatile boolean isResumed = true;
  private final SourceSubscriber subscriber;
  private volatile @Nullable FollowedSources followed;

  /**
   * No sources yet.
   *
   * @param instances the resource instances that may depend on sources
   * @param clockMillis the milliseconds that the clock of {@link ClockResource} goes on by
   * @param asyncRunner makes the calls of async functions
   */
  public ExternalSources(
      IntakeWriter writer,
      Instances instances,
      InstantSource clock,
      long clockMillis,
      AsyncRunner asyncRunner) {
    this.writer = writer;
    this.instances = instances;
    this.clock = clock;
    this.clockService = new ClockService(clock, clockMillis);
    this.asyncCalls = new AsyncCalls(asyncRunner, clock);
    this.subscriber = new SourceSubscriber(writer, clock);
  }

  @Override
  public AsyncCalls asyncCalls() {
    return asyncCalls;
  }

  /** Is told of a commit that may let instances depend on other sources. */
  public void rewired() {
    if (wasStale) {
      noteStaleness();
    }
  }

  /**
   * Tells the instances soon which of them depend on stale data, and wakes the subscribers for whom
   * that is news.
   */
  private void noteStaleness() {
    if (noting.compareAndSet(false, true)) {
      writer.later(() ->
          writer.note(() -> {
            noting.set(false);
            List<ResourceInstance> news = new ArrayList<>(instances.noteStale(staleNodes()));
            writer.later(() -> news.forEach(ResourceInstance::wakeAll));
          }));
    }
  }

  private Map<Node, Instant> staleNodes() {
    Map<Node, Instant> stale = new HashMap<>();
    for (ExternalSource source : sources.values()) {
      if (source.node != null && source.status().state() == State.STALE) {
        stale.put(source.node, source.status().since());
      }
    }
    wasStale = !stale.isEmpty();
    return stale;
  }

  /** Says which services sources come from, from now on. */
  public void define(Map<String, ExternalService> externalServices) {
    services = Map.copyOf(externalServices);
  }

  /**
   * Lets all data come from an order of commits from now on, and none from sources that are
   * subscribed here.
   */
  public FollowedSources follow() {
    FollowedSources made = new FollowedSources(sources.values(), restored, clock);
    followed = made;
    return made;
  }

  /**
   * The readers of the sources, for a service that follows an order of commits.
   *
   * @param order brings a proposal to the order
   * @param loader has the classes of the service
   */
  public SourceReaders readers(
      FollowedSources of, Function<Proposal, Decision> order, ClassLoader loader) {
    return new SourceReaders(this::serviceNamed, of, writer, order, clock, loader);
  }

  /** Whether the service has no external services. */
  public boolean hasNoServices() {
    return services.isEmpty();
  }

  @Override
  public CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction) {
    FollowedSources order = followed;
    if (order != null) {
      FollowedSources.requireSuitable(resource);
    }
    ExternalSource source = sources.get(new SourceKey(resource));
    if (source != null && source.hasFailed() && source.node == null) {
      release(source);
      source = null;
    }
    if (source == null) {
      source =
          new ExternalSource(resource, serviceOf(resource), clock.instant(), this::noteStaleness);
      sources.put(new SourceKey(resource), source);
      restore(source);
    }
    source.wanted(clock.instant());
    boolean waits =
        order == null
            ? source.node == null && !source.isLoaded()
            : order.waits(source, transaction);
    if (waits) {
      ExternalSource wanted = source;
      throw transaction.putAside(
          new ExternalDataNeeded(
              () -> order == null ? subscriber.request(wanted) : wanted.arrival(),
              wanted::describe,
              wanted::problem,
              () -> giveBackUnlessMirrored(wanted)));
    }
    return source.node == null ? addNode(source, transaction) : source.node;
  }

  /** Lets the sources that a journal has data of begin with that; none is asked for other data. */
  public void restoreFrom(Iterable<StoredCollection> collections) {
    isResumed = false;
    for (StoredCollection each : collections) {
      if (each.collection() instanceof CollectionId.External id) {
        restored.add(id, true, each.blocks());
      }
    }
  }

  private void restore(ExternalSource source) {
    restored
        .take(source.resource(), entries -> decoded(source, entries))
        .ifPresent(entries -> {
          source.restored(entries, clock.instant());
          if (isResumed && followed == null) {
            writer.later(() -> subscriber.request(source));
          }
          noteStaleness();
        });
    if (followed != null) {
      followed.begin(source);
    }
  }

  private static Optional<WrittenEntries> decoded(
      ExternalSource source, Map<Object, List<?>> entries) {
    try {
      List<Entry<?, ?>> delivery = new ArrayList<>(entries.size());
      entries.forEach((key, values) -> delivery.add(new Entry<>(key, values)));
      return Optional.of(source.decode(delivery));
    } catch (DecodeException otherTypes) {
      return Optional.empty();
    }
  }

  /** Makes a change that a journal recorded part of a transaction. */
  public void replay(JournalRecord.Change change, Transaction transaction) {
    if (!(change.collection() instanceof CollectionId.External id)) {
      return;
    }
    boolean isKnown = false;
    for (ExternalSource source : sources.values()) {
      if (source.id().equals(id)) {
        isKnown = true;
        source.add(source.decode(change.blocks()), change.replaces());
        source.applyPending(transaction);
      }
    }
    if (!isKnown) {
      restored.add(id, change.replaces(), change.blocks());
    }
  }

  /** Forgets data that a journal has and that no node mirrors any more. */
  public void forget(CollectionId.External collection) {
    restored.forget(collection);
  }

  /**
   * Subscribes the sources that were restored, when all is. The time of an earlier process that no
   * function has followed so far is forgotten: the clock has the present one at once.
   */
  public void resume() {
    restored.forget(RestoredData.idOf(ClockResource.present()));
    isResumed = true;
    for (ExternalSource source : List.copyOf(sources.values())) {
      if (source.isLoaded()) {
        writer.later(() -> subscriber.request(source));
      }
    }
  }

  private ExternalService serviceOf(ExternalResource<?, ?> resource) {
    if (resource.service().equals(ClockResource.SERVICE)) {
      return clockService;
    }
    if (resource.service().equals(AsyncResource.SERVICE)) {
      return asyncCalls;
    }
    return serviceNamed(resource.service());
  }

  private ExternalService serviceNamed(String name) {
    ExternalService service = services.get(name);
    if (service == null) {
      throw new WiringException(
          List.of(
              "there is no external service "
                  + name
                  + "; externalServices() has "
                  + services.keySet()));
    }
    return service;
  }

  private InputNode addNode(ExternalSource source, Transaction transaction) {
    InputNode node = new MirrorNode(source);
    source.node = node;
    transaction.undo().add(() -> source.node = null);
    transaction.afterCommit(source::applied);
    transaction.add(node);
    if (followed != null) {
      FollowedSources.hold(source, node, transaction);
    }
    transaction.catalog(transaction.catalog().withExternal(source.id(), node.slot()));
    return node;
  }

  /** A node that fills itself with what its source delivered, and releases it in the end. */
  private final class MirrorNode extends InputNode {
    private final ExternalSource source;

    MirrorNode(ExternalSource source) {
      super(source.describe(), source.resource().keyType(), source.id(), source.pending());
      this.source = source;
    }

    @Override
    protected void releaseHeld(Transaction transaction) {
      transaction.catalog(transaction.catalog().withExternal(source.id(), null));
    }

    @Override
    public String kind() {
      return "external";
    }

    @Override
    public boolean isExternal() {
      return true;
    }

    @Override
    protected void afterRetirement() {
      source.node = null;
      release(source);
    }
  }

  private void giveBackUnlessMirrored(ExternalSource source) {
    writer.note(() -> {
      boolean isOfOrder = followed != null && source.isLoaded();
      if (source.node == null
          && !isOfOrder
          && sources.get(new SourceKey(source.resource())) == source) {
        release(source);
      }
    });
  }

  private void release(ExternalSource source) {
    sources.remove(new SourceKey(source.resource()), source);
    if (followed == null) {
      writer.giveBack(source::unsubscribe);
    }
  }

  /**
   * Releases sources that were subscribed for a transaction which then did not use them.
   *
   * @param before since when one that has answered must have been as it is
   * @param abandonedBefore since when no caller must have asked for one that has not answered; a
   *     caller that asked before that waits no longer
   */
  public void releaseUnused(Instant before, Instant abandonedBefore) {
    for (ExternalSource source : new ArrayList<>(sources.values())) {
      boolean isUnused =
          source.status().state() == State.LOADING
              ? source.isUnwantedSince(abandonedBefore)
              : source.isUnchangedSince(before);
      boolean isOfOrder = followed != null && source.isLoaded();
      if (source.node == null && isUnused && !isOfOrder) {
        release(source);
      }
    }
  }

  /** How each source is doing. May be called by any thread. */
  public List<SourceStatus> statuses() {
    FollowedSources order = followed;
    return order == null
        ? sources.values().stream().map(ExternalSource::status).toList()
        : order.statuses();
  }

  /** How many sources there are. May be called by any thread. */
  public int size() {
    return sources.size();
  }

  /** How many delivered entries no node has taken yet. */
  public long pendingEntries() {
    return sources.values().stream().mapToLong(source -> source.pending().size()).sum();
  }

  /** Ends all subscriptions. */
  public void close() {
    asyncCalls.close();
    for (ExternalSource source : new ArrayList<>(sources.values())) {
      release(source);
    }
  }

  /**
   * Shuts the services down, after {@link #close} and without the write lock: a service may wait
   * for threads of its own, and these for the lock to deliver their last data. A service that does
   * not return is left behind.
   *
   * @param waitMillis how long to wait for all of them
   */
  public void shutDownServices(long waitMillis) {
    if (services.isEmpty()) {
      return;
    }
    Thread shutdown =
        Thread.ofPlatform()
            .daemon()
            .name("skip-source-shutdown")
            .start(() -> services.forEach(ExternalSources::shutDown));
    try {
      if (!shutdown.join(Duration.ofMillis(waitMillis))) {
        System.getLogger(ExternalSources.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "an external service does not shut down within {0} ms, and is left behind; it is at"
                    + " {1}",
                waitMillis,
                Arrays.toString(shutdown.getStackTrace()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void shutDown(String name, ExternalService service) {
    try {
      service.shutdown();
    } catch (RuntimeException e) {
      System.getLogger(ExternalSources.class.getName())
          .log(System.Logger.Level.WARNING, "the external service " + name + " failed to end", e);
    }
  }
}
