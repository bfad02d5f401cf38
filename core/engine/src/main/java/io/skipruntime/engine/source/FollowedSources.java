package io.skipruntime.engine.source;

import io.skipruntime.AsyncResource;
import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.CanonicalOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The external sources of a service that has their data from an order of commits, which another
 * process may fill. None is subscribed here; the data of a source is what the order says up to a
 * place, whether functions of this process use it or not, so that functions find the same in every
 * process.
 *
 * <ul>
 *   <li>A commit of the order never waits for data: a source that has none then is empty, until the
 *       order has its data. Transactions of this process alone wait.
 *   <li>A node that mirrors a source is held until the order gives the source up.
 *   <li>{@code told} has what the order says of the sources; for any thread. All else is for the
 *       holder of the service's write lock.
 * </ul>
 */
public final class FollowedSources {

  private final Collection<ExternalSource> sources;
  private final RestoredData restored;
  private final InstantSource clock;
  private final Map<CollectionId.External, SourceStatus> told = new ConcurrentHashMap<>();
  private @Nullable Transaction carriedOut;

  /**
   * No sources yet.
   *
   * @param sources a view of the sources that functions use
   * @param restored the data of the others
   */
  FollowedSources(Collection<ExternalSource> sources, RestoredData restored, InstantSource clock) {
    this.sources = sources;
    this.restored = restored;
    this.clock = clock;
  }

  /**
   * Returns if the data of a resource can come from the order.
   *
   * @throws WiringException if not
   */
  static void requireSuitable(ExternalResource<?, ?> resource) {
    boolean isClock = resource.service().equals(ClockResource.SERVICE);
    if (isClock || resource.service().equals(AsyncResource.SERVICE)) {
      throw new WiringException(
          List.of(
              isClock
                  ? "a function uses the clock, which is another one on each node of a cluster:"
                      + " make the time an input, and let a process write it"
                  : "a function uses async calls, whose answers may be others on each node of a"
                      + " cluster: let a process make the calls, and write the answers to an"
                      + " input"));
    }
  }

  /** Notes that a transaction carries out a commit of the order. */
  public void carriesOut(Transaction transaction) {
    carriedOut = transaction;
  }

  /** Whether a function of a transaction is to wait until a source has data. */
  boolean waits(ExternalSource source, Transaction transaction) {
    return !source.isLoaded() && transaction != carriedOut;
  }

  /** Lets a source that is in use from now on begin with what was told of it. */
  void begin(ExternalSource source) {
    SourceStatus known = told.get(source.id());
    if (known != null && (known.state() != State.FAILED || source.isLoaded())) {
      source.told(known);
    }
  }

  /** Makes a delivery part of a transaction that carries out a commit of the order. */
  public void deliver(JournalRecord.Change change, Transaction transaction) {
    if (!(change.collection() instanceof CollectionId.External id)) {
      return;
    }
    List<ExternalSource> known = named(id);
    if (known.isEmpty()) {
      transaction.afterCommit(() -> restored.add(id, change.replaces(), change.blocks()));
    }
    for (ExternalSource source : known) {
      WrittenEntries entries = source.decode(change.blocks());
      InputNode mirror = source.node;
      if (mirror != null && !source.isHeld) {
        hold(source, mirror, transaction);
      }
      if (mirror == null) {
        transaction.afterCommit(() -> source.add(entries, change.replaces()));
      } else if (change.replaces()) {
        mirror.replace(entries, transaction);
      } else {
        mirror.write(entries, transaction);
      }
    }
  }

  private List<ExternalSource> named(CollectionId id) {
    return sources.stream().filter(source -> source.id().equals(id)).toList();
  }

  /** Lets those go on who wait for what was delivered. For the thread that carries commits out. */
  public void arrived(CollectionId id) {
    named(id).forEach(source -> source.arrival().complete(null));
  }

  /** Notes what the order says of sources. For the thread that carries commits out. */
  public void tell(Map<CollectionId.External, SourceStatus> statuses) {
    told.putAll(statuses);
    statuses.forEach((id, status) -> named(id).forEach(source -> tell(source, status)));
  }

  private static void tell(ExternalSource source, SourceStatus status) {
    source.told(status);
    if (status.state() == State.FAILED && source.node == null && !source.isLoaded()) {
      String reason = status.reason().orElse("no reason is known");
      source
          .arrival()
          .completeExceptionally(
              SourceSubscriber.unavailable(source, reason, new SkipException(reason)));
    }
  }

  /** Notes that another process reads the sources from now on; until it tells, they are stale. */
  public void takenOver() {
    Instant now = clock.instant();
    told.forEach((id, status) -> {
      if (status.state() == State.LIVE) {
        tell(Map.of(id, stale(status, "another node goes on reading", now)));
      }
    });
  }

  private static SourceStatus stale(SourceStatus status, String reason, Instant now) {
    return new SourceStatus(
        status.service(),
        status.identifier(),
        status.params(),
        State.STALE,
        now,
        status.lastDelivery(),
        Optional.of(reason),
        status.position(),
        status.lag(),
        status.progress(),
        status.rejected(),
        status.warnings());
  }

  /** Gives up the data of a source, in a transaction that carries out a commit of the order. */
  public void giveUp(CollectionId.External id, Transaction transaction) {
    transaction.afterCommit(() -> {
      told.remove(id);
      restored.forget(id);
    });
    for (ExternalSource source : named(id)) {
      InputNode mirror = source.node;
      if (mirror != null && source.isHeld) {
        mirror.replace(new WrittenEntries(0), transaction);
        transaction.release(mirror);
        source.isHeld = false;
        transaction.undo().add(() -> source.isHeld = true);
      }
      transaction.afterCommit(() -> source.unload(clock.instant()));
    }
  }

  /** Holds a node that mirrors a source, until {@link #giveUp}. */
  static void hold(ExternalSource source, InputNode node, Transaction transaction) {
    transaction.acquire(node);
    source.isHeld = true;
    transaction.undo().add(() -> source.isHeld = false);
  }

  /** The sources that functions use or wait for. */
  public Set<CollectionId.External> used() {
    Set<CollectionId.External> used = awaited();
    for (ExternalSource source : sources) {
      InputNode mirror = source.node;
      if (mirror != null && (!source.isHeld || mirror.isReferencedElsewhere())) {
        used.add(source.id());
      }
    }
    return used;
  }

  /** The sources without data that functions wait for. */
  public Set<CollectionId.External> awaited() {
    Set<CollectionId.External> awaited = new HashSet<>();
    for (ExternalSource source : sources) {
      if (source.node == null && !source.arrival().isDone()) {
        awaited.add(source.id());
      }
    }
    return awaited;
  }

  /** Whether the order has data of a source. */
  boolean has(CollectionId.External id) {
    return restored.has(id)
        || sources.stream().anyMatch(source -> source.id().equals(id) && source.isLoaded());
  }

  /** The resource whose data has this name, if functions of this process use it. */
  Optional<ExternalResource<?, ?>> resource(CollectionId.External id) {
    return sources.stream()
        .filter(source -> source.id().equals(id))
        .<ExternalResource<?, ?>>map(ExternalSource::resource)
        .findFirst();
  }

  /**
   * The values of a key that the order has; null if there are none.
   *
   * @param reader a source of the same name, which knows the types
   * @param key the key in canonical form
   */
  @Nullable ValueList lookUp(ExternalSource reader, Object key) {
    for (ExternalSource source : sources) {
      if (source.id().equals(reader.id())) {
        return source.lookUp(key);
      }
    }
    return restored.lookUp(reader.id(), key).map(reader::decodedValues).orElse(null);
  }

  /** The data of the order that no node mirrors. */
  public List<StoredCollection> unmirrored() {
    List<StoredCollection> all = new ArrayList<>(restored.stored());
    for (ExternalSource source : sources) {
      if (source.node == null && source.isLoaded()) {
        Map<Object, List<?>> entries = new TreeMap<>(CanonicalOrder.INSTANCE);
        source.pending().forEach(entries::put);
        all.add(RestoredData.stored(source.id(), entries));
      }
    }
    return all;
  }

  /** The sources that nodes mirror and that the order has no data of. */
  public Set<CollectionId.External> unloaded() {
    Set<CollectionId.External> unloaded = new HashSet<>();
    for (ExternalSource source : sources) {
      if (source.node != null && !source.isLoaded()) {
        unloaded.add(source.id());
      }
    }
    return unloaded;
  }

  /** How the sources are doing, as the order says; also those that no function here uses. */
  List<SourceStatus> statuses() {
    List<SourceStatus> statuses = new ArrayList<>(told.values());
    for (ExternalSource source : sources) {
      if (!told.containsKey(source.id())) {
        statuses.add(source.status());
      }
    }
    return statuses;
  }
}
