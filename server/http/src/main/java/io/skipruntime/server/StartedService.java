package io.skipruntime.server;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.CommitOrders;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.Persistence;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.GraphPlace;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.route.Security;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A service that runs as a server's options say, with its data and its telemetry, and is not on the
 * network yet: for a program that uses the service before the first request comes, or that has a
 * network of its own. {@link SkipServer#listen} puts it on the network. Thread-safe.
 */
public final class StartedService implements AutoCloseable {

  private final ServiceInstance instance;
  private final Telemetry telemetry;
  private final Security security;
  private final ServerOptions options;

  private StartedService(
      ServiceInstance instance, Telemetry telemetry, Security security, ServerOptions options) {
    this.instance = instance;
    this.telemetry = telemetry;
    this.security = security;
    this.options = options;
  }

  /**
   * Starts a service. While it recovers its data, which may take long, both addresses of the
   * options say so.
   *
   * @throws ServerStartException if a file that the options name cannot be used, or the options
   *     would leave the control listener open to everybody
   * @throws SkipException if the service cannot start
   */
  public static StartedService start(SkipService<?, ?> service, ServerOptions options) {
    return start(service, options, true);
  }

  /**
   * As {@link #start(SkipService, ServerOptions)}, for a program that does not use the addresses of
   * the options: nothing listens at them.
   */
  public static StartedService startWithoutListeners(
      SkipService<?, ?> service, ServerOptions options) {
    return start(service, options, false);
  }

  private static StartedService start(
      SkipService<?, ?> service, ServerOptions options, boolean hasListeners) {
    Security security = Security.of(options);
    Telemetry telemetry = new Telemetry(options);
    try {
      ServiceInstance instance = instance(service, telemetry, security, options, hasListeners);
      return new StartedService(instance, telemetry, security, options);
    } catch (RuntimeException | Error e) {
      telemetry.close();
      throw e;
    }
  }

  private static ServiceInstance instance(
      SkipService<?, ?> service,
      Telemetry telemetry,
      Security security,
      ServerOptions options,
      boolean hasListeners) {
    EngineOptions engine =
        telemetry.watching(options.engine()).withWorkBounds(options.queries().ofLive());
    if (options.cluster().isPresent()) {
      return node(service, engine, security, options, hasListeners);
    }
    if (options.dataDirectory().isEmpty()) {
      return ServiceInstance.start(service, engine);
    }
    Persistence persistence = Persistence.in(Path.of(options.dataDirectory().get()));
    if (!hasListeners) {
      return ServiceInstance.start(service, engine.withPersistence(persistence));
    }
    RecoveryListeners waiting = RecoveryListeners.begin(options, security, persistence::status);
    try {
      return ServiceInstance.start(service, engine.withPersistence(persistence));
    } finally {
      waiting.close();
    }
  }

  private static ServiceInstance node(
      SkipService<?, ?> service,
      EngineOptions engine,
      Security security,
      ServerOptions options,
      boolean hasListeners) {
    EngineOptions ordered = engine.withCommitOrder(order(options));
    if (!hasListeners) {
      return ServiceInstance.start(service, ordered);
    }
    StorageStatus starting =
        new StorageStatus(
            StorageStatus.State.RECOVERING,
            options.graph() == GraphPlace.HERE
                ? "carries out the log of the cluster"
                : "waits for the ticks that the shards of the cluster publish",
            Map.of());
    RecoveryListeners waiting =
        RecoveryListeners.begin(options, security, () -> Optional.of(starting));
    try {
      return ServiceInstance.start(service, ordered);
    } finally {
      waiting.close();
    }
  }

  private static CommitOrderProvider order(ServerOptions options) {
    CommitOrders orders =
        ServiceLoader.load(CommitOrders.class)
            .findFirst()
            .orElseThrow(() ->
                new ServerStartException(
                    "--cluster needs the artifact io.skipruntime:skip-cluster on the class path"));
    try {
      String address = options.cluster().orElseThrow();
      return switch (options.graph()) {
        case HERE -> orders.at(address, options.clusterVersion());
        case SHARDS -> orders.ofShards(address, options.clusterVersion());
      };
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("--cluster: " + e.getMessage(), e);
    }
  }

  /** The service. */
  public ServiceInstance instance() {
    return instance;
  }

  /** Those numbers of {@code /metrics} at this moment that a service has without a server. */
  public List<Measurement> measurements() {
    return Measurement.of(Metrics.snapshotsOf(instance));
  }

  /** The options that it was started with. */
  public ServerOptions options() {
    return options;
  }

  /** The telemetry of its commits and requests. */
  Telemetry telemetry() {
    return telemetry;
  }

  /** The guards of its listeners. */
  Security security() {
    return security;
  }

  /** Ends the service; a second call does nothing. */
  @Override
  public void close() {
    instance.close();
    telemetry.close();
  }
}
