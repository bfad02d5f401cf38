package io.skipruntime.server;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.server.connection.ConnectionLimits;
import io.skipruntime.server.connection.Encryption;
import io.skipruntime.server.connection.EventLoops;
import io.skipruntime.server.connection.GuardedTransport;
import io.skipruntime.server.connection.RequestMetrics;
import io.skipruntime.server.connection.VertxEventLoop;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.Configuration;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.reload.ServiceWatcher;
import io.skipruntime.server.request.HostCheck;
import io.skipruntime.server.route.Security;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service on the network: a control listener for reads and writes, a streaming listener for
 * subscribers. Thread-safe.
 */
public final class SkipServer implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(SkipServer.class.getName());
  private static final long CLOSE_MILLIS = 10_000;
  private static final long TROUBLE_CHECK_MILLIS = 1_000;

  /** Longer than all that closing waits for. */
  private static final long LAST_RESORT_MILLIS = 30_000;

  /** The status of a process that ends because of its storage: EX_IOERR of sysexits.h. */
  private static final int STORAGE_FAILED = 74;

  /** The status of a process whose service is broken: EX_SOFTWARE of sysexits.h. */
  private static final int BROKEN = 70;

  private static final int CONTROL = 1;
  private static final int STREAMING = 2;

  private final ServiceInstance service;
  private final Telemetry telemetry;
  private final Security security;
  private final EventLoops eventLoops;
  private final Protocol protocol;
  private final OtherProtocols others;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Vertx vertx;
  private final Listener control;
  private final Listener streaming;
  private boolean closing;

  private SkipServer(
      ServiceInstance service, Telemetry telemetry, Security security, ServerOptions options) {
    this.service = service;
    this.telemetry = telemetry;
    this.security = security;
    this.vertx = vertx(telemetry, security, options);
    this.eventLoops = new EventLoops(service.health()::breakDown);
    eventLoops.watch(vertx);
    this.protocol =
        new Protocol(
            service,
            telemetry,
            security,
            options,
            HostCheck.of(options),
            VertxEventLoop.current(vertx));
    this.others = new OtherProtocols(service, security, options);
    Optional<Encryption> encryption = encryption(security, vertx);
    encryption.ifPresent(found -> others.renew(vertx, found));
    this.control =
        new Listener(
            vertx,
            "control",
            options.controlHost(),
            options.controlPort(),
            CONTROL,
            options,
            protocol::control,
            encryption);
    this.streaming =
        new Listener(
            vertx,
            "streaming",
            options.streamingHost(),
            options.streamingPort(),
            STREAMING,
            options,
            protocol::streaming,
            encryption.map(Encryption::forAnyClient));
  }

  private static Optional<Encryption> encryption(Security security, Vertx vertx) {
    try {
      return new ServerEncryption(security).of(vertx);
    } catch (ServerStartException e) {
      await(vertx.close(), CLOSE_MILLIS);
      throw e;
    }
  }

  private static Vertx vertx(Telemetry telemetry, Security security, ServerOptions options) {
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    ConnectionLimits connections =
        new ConnectionLimits(
            options.limits(), options.writeStallMillis(), security.certificates().isPresent());
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setFileSystemOptions(noFiles)
                .setMetricsOptions(new MetricsOptions().setEnabled(true)))
        .withMetrics(RequestMetrics.telling(telemetry))
        .withTransport(GuardedTransport.of(options.transport(), connections))
        .build();
  }

  /**
   * Starts a service and puts it on the network.
   *
   * @throws ServerStartException if an address or a file that the options name cannot be used, or
   *     the options would leave the control listener open to everybody
   * @throws SkipException if the service cannot start
   */
  public static SkipServer start(SkipService<?, ?> service, ServerOptions options) {
    return listen(StartedService.start(service, options));
  }

  /**
   * Puts a service on the network that has been started. The service is the server's then: it ends
   * with the server, also if the server cannot start.
   *
   * @throws ServerStartException if an address cannot be used
   */
  public static SkipServer listen(StartedService service) {
    try {
      return listening(
          new SkipServer(
              service.instance(), service.telemetry(), service.security(), service.options()),
          service.options());
    } catch (RuntimeException | Error e) {
      service.close();
      throw e;
    }
  }

  private static SkipServer listening(SkipServer server, ServerOptions options) {
    try {
      server.control.start();
      server.streaming.start();
      server.others.open();
      server.protocol.takeNumbersFrom(server.others);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
    new ServerEncryption(server.security)
        .renew(
            server.vertx,
            server.protocol.threads(),
            found -> {
              server.control.renew(found);
              server.streaming.renew(found.forAnyClient());
              server.others.renew(server.vertx, found);
            });
    server.protocol.collectIdle();
    server.logStart(options);
    return server;
  }

  private void logStart(ServerOptions options) {
    List<String> names = service.resourceNames();
    String streams = address(options.streamingHost(), streamingPort());
    LOGGER.log(
        System.Logger.Level.INFO,
        "listening: control {0}, streaming {1}; resources: {2}; follow one with curl -N {1}{3}{4}",
        address(options.controlHost(), controlPort()),
        streams,
        String.join(", ", names),
        "/v1/resources/",
        names.isEmpty() ? "NAME" : names.get(0));
  }

  private String address(String host, int port) {
    return security.scheme() + "://" + authority(host, port);
  }

  /**
   * Runs a service until the process is told to stop: prints the two addresses and the options that
   * are not as usual, and closes the server when the process gets SIGTERM or SIGINT. If the service
   * cannot start, says why and ends the process with status 1. If its storage fails, closes the
   * server and ends the process with status 74, so that it is started again and recovers; if an
   * error of the machine has broken the service, with status 70.
   *
   * <p>With {@link ServerOptions#watch} it runs another object of the service's class, which needs
   * a constructor without parameters, and reloads it when its classes are compiled again; see
   * {@link ServiceWatcher}.
   */
  public static void run(SkipService<?, ?> service, ServerOptions options) {
    SkipServer server = startOrExit(service, options);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "skip-shutdown"));
    System.out.println(
        service.getClass().getSimpleName()
            + " is running%s\n  control    %s://%s\n  streaming  %s://%s"
                .formatted(
                    options.watch() ? ", and reloaded when its classes are compiled anew" : "",
                    server.security.scheme(),
                    authority(options.controlHost(), server.controlPort()),
                    server.security.scheme(),
                    authority(options.streamingHost(), server.streamingPort())));
    server
        .postgresPort()
        .ifPresent(port ->
            System.out.println(
                "  postgres   postgresql://" + authority(options.queries().postgresHost(), port)));
    Configuration.summary(options).forEach(line -> System.out.println("  " + line));
    try {
      OptionalInt status = server.awaitEnd();
      if (status.isPresent()) {
        server.end(status.getAsInt());
      }
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Closes the server and ends the process. Where the machine has met an error, both may fail or
   * not return: then the process is ended without them.
   */
  private void end(int status) {
    try {
      Thread.ofPlatform().daemon().name("skip-last-resort").start(() -> haltAfterClosing(status));
      close();
    } catch (RuntimeException | VirtualMachineError e) {
      Runtime.getRuntime().halt(status);
    }
    System.exit(status);
  }

  private static void haltAfterClosing(int status) {
    try {
      Thread.sleep(LAST_RESORT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }

  /** Host and port as an address has them, where IPv6 is in brackets. */
  static String authority(String host, int port) {
    boolean isBare = host.contains(":") && !host.startsWith("[");
    return (isBare ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * Waits for the end of the server; the status that the process ends with if it did not end well.
   */
  private OptionalInt awaitEnd() throws InterruptedException {
    try {
      return awaitEndOrTrouble();
    } catch (VirtualMachineError e) {
      return OptionalInt.of(BROKEN);
    }
  }

  private OptionalInt awaitEndOrTrouble() throws InterruptedException {
    while (!closed.await(TROUBLE_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
      Optional<ServiceBrokenException> broken = service.health().broken();
      if (broken.isPresent()) {
        System.err.println("ends: " + broken.get().getMessage());
        return OptionalInt.of(BROKEN);
      }
      Optional<StorageStatus> failed =
          service.storage().filter(each -> each.state() == StorageStatus.State.FAILED);
      if (failed.isPresent()) {
        System.err.println("ends: " + failed.get().detail());
        return OptionalInt.of(STORAGE_FAILED);
      }
    }
    return OptionalInt.empty();
  }

  private static SkipServer startOrExit(SkipService<?, ?> service, ServerOptions options) {
    try {
      return options.watch() ? startWatched(service, options) : start(service, options);
    } catch (ServerStartException | SkipException e) {
      System.err.println("cannot start: " + e.getMessage());
      System.exit(1);
      throw e;
    }
  }

  private static SkipServer startWatched(SkipService<?, ?> service, ServerOptions options) {
    ServiceWatcher watcher =
        ServiceWatcher.ofClassPath(service.getClass().getName(), System.out::println);
    try {
      SkipServer server = start(watcher.service(), options);
      watcher.start(server.instance());
      return server;
    } catch (RuntimeException | Error e) {
      watcher.close();
      throw e;
    }
  }

  /** The port of the control listener. */
  public int controlPort() {
    return control.port();
  }

  /** The port of the streaming listener. */
  public int streamingPort() {
    return streaming.port();
  }

  /** The port for clients of PostgreSQL; empty if they have none. */
  public OptionalInt postgresPort() {
    return others.port("postgres");
  }

  /** The numbers of {@code /metrics} at this moment, without those of the JVM. */
  public List<Measurement> measurements() {
    return protocol.measurements();
  }

  /** The service, to be used without HTTP. */
  public ServiceInstance instance() {
    return service;
  }

  /**
   * Stops: requests that run are given 2 seconds; each stream is sent what it lacks and when to
   * come back, for which it has 2 seconds, too; the service and all threads end. Returns when that
   * is done, also to those who call it again.
   */
  @Override
  public void close() {
    if (takeClosing()) {
      others.close();
      protocol.drain();
      service.close();
      eventLoops.close();
      await(vertx.close(), CLOSE_MILLIS);
      telemetry.close();
      Failures.forgetLines();
      closed.countDown();
    }
    awaitClosed();
  }

  private synchronized boolean takeClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Future<?> future, long millis) {
    try {
      future.await(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOGGER.log(System.Logger.Level.WARNING, "closing takes more than {0} ms", millis);
    } catch (Exception e) {
      LOGGER.log(System.Logger.Level.DEBUG, "closing", e);
    }
  }
}
