package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.Resources;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ResourceInstance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service as it was after one commit, for reading: {@link ServiceInstance#at}. It can be read as
 * long as it is referenced, however long ago the commit becomes. Thread-safe.
 *
 * <p>Inputs can always be read; a resource, if an instance of it with these parameters was open
 * then, or if it is a collection that {@code createGraph} made. Nothing is computed. A resource is
 * opened for the present, too, so that a caller to whom it is forbidden now cannot read its past.
 */
public final class PastService {

  private final ServiceParts service;
  private final Watermark watermark;
  private final Version version;

  private PastService(ServiceParts service, Watermark watermark, Version version) {
    this.service = service;
    this.watermark = watermark;
    this.version = version;
  }

  static PastService of(ServiceParts service, Watermark watermark) {
    Version shown = service.nodes().version();
    String epoch = service.epoch();
    if (!watermark.epoch().equals(epoch)) {
      throw new PastUnavailableException(
          PastUnavailableException.Reason.OTHER_EPOCH,
          watermark + " is of another epoch than that of the service, " + epoch);
    }
    if (watermark.tick() > shown.tick()) {
      throw new PastUnavailableException(
          PastUnavailableException.Reason.FUTURE,
          watermark
              + " is in the future: the last commit is "
              + new Watermark(epoch, shown.tick()));
    }
    Version version =
        watermark.tick() == shown.tick()
            ? shown
            : service
                .runner()
                .recentVersions()
                .find(watermark.tick())
                .orElseThrow(() -> forgotten(service, watermark));
    return new PastService(service, watermark, version);
  }

  private static PastUnavailableException forgotten(ServiceParts service, Watermark watermark) {
    Optional<Long> earliest = service.runner().recentVersions().earliestTick();
    return new PastUnavailableException(
        PastUnavailableException.Reason.FORGOTTEN,
        watermark
            + earliest
                .map(tick ->
                    " is not kept any more: the history reaches back to "
                        + new Watermark(watermark.epoch(), tick))
                .orElse(
                    " cannot be read: the service keeps no history (withHistoryMillis, or the"
                        + " option history-seconds)"));
  }

  /** The version that is read. */
  Version version() {
    return version;
  }

  /** The commit after which the service was so. */
  public Watermark watermark() {
    return watermark;
  }

  /**
   * All collections that have names; see {@link ServiceInstance#snapshot}. Those that a reload has
   * made since are not there.
   */
  public ServiceSnapshot snapshot() {
    return service.snapshot(version);
  }

  /**
   * The contents of an input collection; see {@link ServiceInstance#getInput}.
   *
   * @throws io.skipruntime.UnknownCollectionException if there is no such input now
   * @throws PastUnavailableException if there was none then
   */
  public <K, V> List<Entry<K, V>> getInput(String collection) {
    service.requireInput(collection);
    if (!ServiceGraph.hasInput(collection, version)) {
      throw notThere("there was no input " + collection);
    }
    return ServiceGraph.inputEntries(collection, version);
  }

  /**
   * The contents of a resource; see {@link ServiceInstance#getAll(String, Object)}, also for what
   * is thrown.
   *
   * @throws PastUnavailableException if the resource was not open with these parameters
   */
  public <K, V> List<Entry<K, V>> getAll(String resource, Object params) {
    return new ReadEntries<>(snapshot(resource, params).contents()::cursor);
  }

  /** As {@link #getAll(String, Object)}, for a resource without parameters. */
  public <K, V> List<Entry<K, V>> getAll(String resource) {
    return getAll(resource, new Resources.NoParameters());
  }

  /**
   * The values of one key of a resource; see {@link ServiceInstance#getArray}, also for what is
   * thrown.
   *
   * @throws PastUnavailableException if the resource was not open with these parameters
   */
  public <V> List<V> getArray(String resource, Object params, Object key) {
    return ResourceAccess.valuesOf(snapshot(resource, params).contents(), key);
  }

  private ResourceInstance.Snapshot snapshot(String resource, Object params) {
    ResourceInstance instance = opened(resource, params);
    return ResourceAccess.contentsOrFailure(
        instance
            .snapshotThen(version, service.nodes().version())
            .orElseThrow(
                () -> notThere("resource " + resource + " was not open with these parameters")));
  }

  /** The instance, opened unless it is: it may have had contents then even if it fails now. */
  private ResourceInstance opened(String resource, Object params) {
    ComputationException failure = null;
    try {
      service.resources().snapshot(resource, params);
    } catch (ComputationException e) {
      failure = e;
    }
    ResourceInstance instance = service.resources().find(resource, params);
    if (instance == null) {
      throw orNotOpen(failure, resource);
    }
    return instance;
  }

  private RuntimeException orNotOpen(@Nullable ComputationException failure, String resource) {
    return failure == null ? notThere("resource " + resource + " is not open") : failure;
  }

  private PastUnavailableException notThere(String what) {
    return new PastUnavailableException(
        PastUnavailableException.Reason.NOT_THERE,
        what + " at " + watermark + "; it can be read from when it was opened");
  }
}
