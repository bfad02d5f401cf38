package io.skipruntime.engine.source;

import io.skipruntime.ClockResource;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.WiringException;
import io.skipruntime.engine.async.AsyncCalls;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.DecodeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private final InstantSource clock;
  private final AsyncCalls asyncCalls;
  private final ExternalServices services;
  private final ServiceShutdown shutdown = new ServiceShutdown();
  private final SourceTable sources = new SourceTable();
  private final StaleSources stale;
  private final RestoredData restored = new RestoredData();
  private volatile boolean isResumed = true;
  private volatile boolean isClosed;
  private final SubscribeCalls subscribeCalls = new SubscribeCalls();
  private final SourceSubscriber subscriber;
  private final ServiceReplacement replacement;
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
    this.clock = clock;
    this.asyncCalls = new AsyncCalls(asyncRunner, clock);
    this.services = new ExternalServices(new ClockService(clock, clockMillis), asyncCalls);
    this.subscriber = new SourceSubscriber(writer, clock, subscribeCalls);
    this.replacement =
        new ServiceReplacement(services, sources, writer, clock, subscriber, shutdown);
    this.stale = new StaleSources(sources, instances, writer);
  }

  @Override
  public AsyncCalls asyncCalls() {
    return asyncCalls;
  }

  /** Is told of a commit that may let instances depend on other sources. */
  public void rewired() {
    stale.rewired();
  }

  /**
   * Says which services sources come from, from now on, unless the transaction is taken back.
   *
   * @throws WiringException before the commit, if a node is needed whose service has no name then
   */
  public void define(Map<String, ExternalService> externalServices, Transaction transaction) {
    services.define(externalServices, transaction);
    transaction.beforeCommit(this::requireServices);
  }

  private void requireServices() {
    for (ExternalSource source : sources.view()) {
      InputNode node = source.node;
      if (node != null && node.references() > 0) {
        services.of(source.resource());
      }
    }
  }

  /**
   * Releases the services that no definition names any more, after a reload that was committed or
   * taken back. Their sources go on with the services that have their names now. The released ones
   * are shut down when these have been asked to subscribe.
   *
   * @param refused the services of the definition, if it was refused
   * @return completes when that was asked, at once if no service is released
   */
  public CompletableFuture<Void> replaceServices(Map<String, ExternalService> refused) {
    return replacement.carryOut(refused);
  }

  /**
   * Lets all data come from an order of commits from now on, and none from sources that are
   * subscribed here.
   */
  public FollowedSources follow() {
    FollowedSources made = new FollowedSources(sources.view(), restored, clock);
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
    return new SourceReaders(services::named, of, writer, order, clock, subscribeCalls, loader);
  }

  /** Whether the service has no external services. */
  public boolean hasNoServices() {
    return services.areNone();
  }

  @Override
  public CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction) {
    FollowedSources order = followed;
    if (order != null) {
      FollowedSources.requireSuitable(resource);
    }
    ServiceInUse from = services.of(resource);
    ExternalSource known = usable(resource, from);
    ExternalSource source = known == null ? made(resource, from) : known;
    source.wanted(clock.instant());
    boolean waits =
        order == null
            ? source.node == null && !source.isLoaded()
            : order.waits(source, transaction);
    if (waits) {
      throw transaction.putAside(new ExternalDataNeeded(new Need(source)));
    }
    return source.node == null ? addNode(source, transaction) : source.node;
  }

  /**
   * The source of a resource; null if there is none, or one that a new one is to replace, since it
   * has failed, or waits for the data of another service.
   */
  private @Nullable ExternalSource usable(ExternalResource<?, ?> resource, ServiceInUse from) {
    ExternalSource source = sources.get(resource);
    boolean isUsable =
        source != null
            && (source.node != null
                || source.isLoaded()
                || (!source.hasFailed() && source.from() == from));
    return isUsable ? source : null;
  }

  /**
   * A source that was not there. It is registered if it has data, else when a request asks it for
   * that: a transaction that is only tried leaves none.
   */
  private ExternalSource made(ExternalResource<?, ?> resource, ServiceInUse from) {
    ExternalSource source = new ExternalSource(resource, from, clock.instant(), stale::note);
    restore(source);
    if (source.isLoaded()) {
      register(source);
    }
    return source;
  }

  /** Lets a source be that of its resource from now on. */
  private void register(ExternalSource source) {
    ExternalSource before = sources.put(source);
    if (before != null && before != source) {
      before.followedBy(source);
      before.giveBack(writer);
    }
  }

  /**
   * The source of a resource that a request waits for, which is registered now, unless another
   * request has done so.
   *
   * @throws ServiceClosedException if the service is closed
   */
  private ExternalSource requested(ExternalSource wanted) {
    ExternalSource[] found = new ExternalSource[1];
    writer.exclusively(() -> {
      ExternalSource asked =
          wanted.from().isReplaced()
              ? made(wanted.resource(), services.of(wanted.resource()))
              : wanted;
      ExternalSource known = usable(asked.resource(), asked.from());
      found[0] = known == null ? registered(asked) : known;
    });
    if (isClosed) {
      release(found[0]);
      throw new ServiceClosedException();
    }
    if (followed == null) {
      subscriber.request(found[0]);
    }
    return found[0];
  }

  private ExternalSource registered(ExternalSource wanted) {
    ExternalSource source = wanted.isGivenBack() ? wanted.again(clock.instant()) : wanted;
    restore(source);
    register(source);
    return source;
  }

  /** The need of a request for the data of a source; for the request's thread. */
  private final class Need implements ExternalDataNeeded.Source {
    private ExternalSource source;

    Need(ExternalSource source) {
      this.source = source;
    }

    @Override
    public CompletionStage<?> request() {
      source = requested(source);
      return source.arrival();
    }

    @Override
    public String describe() {
      return source.describe();
    }

    @Override
    public String problem() {
      return source.problem();
    }

    @Override
    public void giveBack() {
      giveBackUnlessMirrored(source);
    }
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
    for (ExternalSource source : sources.view()) {
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
   * function has followed so far is forgotten: the clock has the present one at once. Where
   * functions have followed it, the present one is delivered when this returns, unless it is
   * refused: no reader sees what was true when the earlier process ended as if it were true now.
   */
  public void resume() {
    restored.forget(RestoredData.idOf(ClockResource.present()));
    isResumed = true;
    List<ExternalSource> loaded = sources.view().stream().filter(ExternalSource::isLoaded).toList();
    loaded.forEach(source -> writer.later(() -> subscriber.request(source)));
    loaded.stream().filter(ExternalSources::isClock).forEach(subscriber::request);
  }

  private static boolean isClock(ExternalSource source) {
    return source.resource().service().equals(ClockResource.SERVICE);
  }

  private InputNode addNode(ExternalSource source, Transaction transaction) {
    register(source);
    InputNode node = new MirrorNode(source, this::release);
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

  private void giveBackUnlessMirrored(ExternalSource source) {
    writer.note(() -> {
      boolean isOfOrder = followed != null && source.isLoaded();
      if (source.node == null && !isOfOrder && sources.get(source.resource()) == source) {
        release(source);
      }
    });
  }

  private void release(ExternalSource source) {
    sources.remove(source);
    source.giveBack(writer);
  }

  /**
   * Releases sources that were subscribed for a transaction which then did not use them.
   *
   * @param before since when one that has answered must have been as it is
   * @param abandonedBefore since when no caller must have asked for one that has not answered; a
   *     caller that asked before that waits no longer
   */
  public void releaseUnused(Instant before, Instant abandonedBefore) {
    for (ExternalSource source : sources.all()) {
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
        ? sources.view().stream().map(ExternalSource::status).toList()
        : order.statuses();
  }

  /** How many sources there are. May be called by any thread. */
  public int size() {
    return sources.size();
  }

  /** How many delivered entries no node has taken yet. */
  public long pendingEntries() {
    return sources.view().stream().mapToLong(source -> source.pending().size()).sum();
  }

  /** Ends all subscriptions, and lets none begin. */
  public void close() {
    isClosed = true;
    asyncCalls.close();
    for (ExternalSource source : sources.all()) {
      release(source);
    }
  }

  /**
   * Waits until no service is asked to subscribe any more, after {@link #close} and without the
   * write lock: what is subscribed then is given back.
   *
   * @param waitMillis how long to wait at most
   */
  public void awaitSubscribeCalls(long waitMillis) {
    if (!subscribeCalls.awaitNone(waitMillis)) {
      System.getLogger(ExternalSources.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "an external service takes longer than {0} ms to subscribe a source",
              waitMillis);
    }
  }

  /**
   * Shuts the services down, after {@link #close} and without the write lock.
   *
   * @param waitMillis how long to wait for all of them; one that does not return is left behind
   */
  public void shutDownServices(long waitMillis) {
    shutdown.begin(services.takeAll());
    shutdown.await(waitMillis);
  }
}
