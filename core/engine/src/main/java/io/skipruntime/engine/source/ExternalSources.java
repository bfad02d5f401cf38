package io.skipruntime.engine.source;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The external sources of a service: subscribed when a function first needs one, kept while a node
 * mirrors it, released after.
 *
 * <p>A function that needs a source without data ends its transaction, which is put aside and run
 * again when the data has arrived; other transactions go on meanwhile.
 */
public final class ExternalSources implements ExternalNodes {

  /** Runs a transaction of the service, now or when it is its turn. */
  public interface Writer {

    /** Runs {@code write} in a transaction of its own. */
    void write(Consumer<Transaction> write);

    /** Runs {@code step} while no transaction is open. */
    void exclusively(Runnable step);

    /** Is told that a source has become stale, or is not any more. */
    void stalenessChanged();

    /** Runs {@code step} soon, when it holds up nobody. */
    void later(Runnable step);
  }

  private final Writer writer;
  private final InstantSource clock;
  private final Map<ExternalResource<?, ?>, ExternalSource> sources = new ConcurrentHashMap<>();
  private final AtomicBoolean noting = new AtomicBoolean();
  private volatile boolean wasStale;
  private Map<String, ExternalService> services = Map.of();

  /** No sources yet. */
  public ExternalSources(Writer writer, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /** As {@link #noteStaleness}, after a commit that may have instances depend on other sources. */
  public void rewired(Instances instances) {
    if (wasStale) {
      noteStaleness(instances);
    }
  }

  /**
   * Has {@code instances} know soon which of them depend on stale data, and their subscribers woken
   * for which that is news.
   */
  public void noteStaleness(Instances instances) {
    if (noting.compareAndSet(false, true)) {
      writer.later(() -> {
        noting.set(false);
        List<ResourceInstance> news = new ArrayList<>();
        writer.exclusively(() -> news.addAll(instances.noteStale(staleNodes())));
        news.forEach(ResourceInstance::wakeAll);
      });
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

  @Override
  public CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction) {
    ExternalSource source = sources.get(resource);
    if (source != null && source.hasFailed()) {
      release(source);
      source = null;
    }
    if (source == null) {
      source =
          new ExternalSource(
              resource, serviceOf(resource), clock.instant(), writer::stalenessChanged);
      sources.put(resource, source);
    }
    source.wanted(clock.instant());
    if (source.node != null) {
      return source.node;
    }
    if (!source.isLoaded()) {
      ExternalSource wanted = source;
      throw transaction.putAside(
          new ExternalDataNeeded(() -> request(wanted), wanted::describe, wanted::problem));
    }
    return addNode(source, transaction);
  }

  private ExternalService serviceOf(ExternalResource<?, ?> resource) {
    ExternalService service = services.get(resource.service());
    if (service == null) {
      throw new WiringException(
          List.of(
              "there is no external service "
                  + resource.service()
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
    return transaction.add(node);
  }

  /** A node that fills itself with what its source delivered, and releases it in the end. */
  private final class MirrorNode extends InputNode {
    private final ExternalSource source;

    MirrorNode(ExternalSource source) {
      super(source.describe(), source.pending());
      this.source = source;
    }

    @Override
    protected void afterRetirement() {
      source.node = null;
      release(source);
    }
  }

  private void release(ExternalSource source) {
    sources.remove(source.resource(), source);
    writer.later(source::unsubscribe);
  }

  private CompletionStage<?> request(ExternalSource source) {
    boolean[] first = new boolean[1];
    writer.exclusively(() -> first[0] = source.takeSubscription());
    if (first[0]) {
      subscribe(source);
    }
    return source.arrival();
  }

  private void subscribe(ExternalSource source) {
    CompletionStage<Void> subscription;
    try {
      subscription = source.subscribe(new SourceCallbacks(source));
    } catch (RuntimeException e) {
      subscription = CompletableFuture.failedStage(e);
    }
    subscription.whenComplete((none, failure) -> {
      Throwable problem = failure == null && !source.isLoaded() ? source.rejection() : failure;
      if (problem == null) {
        loaded(source);
      } else {
        failed(source, problem);
      }
    });
  }

  private void loaded(ExternalSource source) {
    writer.exclusively(() -> source.live(clock.instant()));
    source.arrival().complete(null);
  }

  private void failed(ExternalSource source, Throwable failure) {
    String reason = messageOf(failure);
    writer.exclusively(() -> {
      if (source.isLoaded()) {
        source.troubled(reason, clock.instant());
      } else {
        source.failed(reason, clock.instant());
      }
    });
    source
        .arrival()
        .completeExceptionally(
            new SourceUnavailableException(
                "the external source " + source.describe() + " failed: " + reason, failure));
  }

  private static String messageOf(Throwable reported) {
    Throwable cause = reported.getCause();
    Throwable failure = reported instanceof CompletionException && cause != null ? cause : reported;
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private final class SourceCallbacks implements ExternalService.Callbacks {
    private final ExternalSource source;

    SourceCallbacks(ExternalSource source) {
      this.source = source;
    }

    @Override
    public CompletionStage<Void> update(List<? extends Entry<?, ?>> entries, boolean isInitial) {
      try {
        WrittenEntries decoded = source.decode(entries);
        boolean[] changes = new boolean[1];
        writer.exclusively(() -> {
          source.add(decoded, isInitial);
          changes[0] = source.hasPending();
        });
        if (changes[0]) {
          writer.write(this::apply);
        }
        if (isInitial) {
          loaded(source);
        } else {
          writer.exclusively(() -> source.delivered(clock.instant()));
        }
        return CompletableFuture.completedStage(null);
      } catch (RuntimeException e) {
        writer.exclusively(() -> source.rejected(e));
        error(e);
        return CompletableFuture.failedStage(e);
      }
    }

    private void apply(Transaction transaction) {
      InputNode node = source.node;
      if (node == null) {
        return;
      }
      if (source.replaces()) {
        node.replace(source.pending(), transaction);
      } else {
        node.write(source.pending(), transaction);
      }
      transaction.afterCommit(source::applied);
    }

    @Override
    public void error(Throwable reason) {
      writer.exclusively(() -> source.troubled(messageOf(reason), clock.instant()));
    }
  }

  /**
   * Releases sources that were subscribed for a transaction which then did not use them.
   *
   * @param before since when one that has answered must have been as it is
   * @param abandonedBefore since when nobody must have asked for one that has not answered; whoever
   *     asked before that waits no longer
   */
  public void releaseUnused(Instant before, Instant abandonedBefore) {
    for (ExternalSource source : new ArrayList<>(sources.values())) {
      boolean isUnused =
          source.status().state() == State.LOADING
              ? source.isUnwantedSince(abandonedBefore)
              : source.isUnchangedSince(before);
      if (source.node == null && isUnused) {
        release(source);
      }
    }
  }

  /** How each source is doing. May be called by any thread. */
  public List<SourceStatus> statuses() {
    return sources.values().stream().map(ExternalSource::status).toList();
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
    for (ExternalSource source : new ArrayList<>(sources.values())) {
      release(source);
    }
  }

  /**
   * Shuts the services down, after {@link #close} and without the write lock: a service may wait
   * for threads of its own, and these for the lock to deliver their last data.
   */
  public void shutDownServices() {
    services.values().forEach(ExternalService::shutdown);
  }
}
