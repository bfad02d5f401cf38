package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.pending.Pending;
import io.skipruntime.server.problem.Disclosure;
import io.skipruntime.server.request.CrossOrigin;
import io.skipruntime.server.request.RequestCheck;
import io.skipruntime.server.route.Dispatcher;
import io.skipruntime.server.route.RequestsInHand;
import io.skipruntime.server.route.Routes;
import io.skipruntime.server.route.Security;
import io.skipruntime.server.route.SharedParts;
import io.skipruntime.server.stream.EventFeeds;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.stream.OpenStreams;
import io.skipruntime.server.stream.StreamCounters;
import io.skipruntime.server.stream.StreamEnvironment;
import io.skipruntime.server.thread.IdleCollector;
import io.skipruntime.server.thread.Lanes;
import io.skipruntime.server.thread.RequestThreads;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The protocol of a service apart from the host that takes the requests: the dispatchers of control
 * and of streaming, what they share, and the timers that look after it. Thread-safe.
 */
final class Protocol {

  private static final System.Logger LOGGER = System.getLogger(Protocol.class.getName());
  private static final long DRAIN_MILLIS = 2_000;

  private final ServiceInstance service;
  private final ServerOptions options;
  private final EventLoop timers;
  private final RequestThreads threads = new RequestThreads();
  private final Lanes lanes = new Lanes(threads);
  private final OpenStreams streams;
  private final Metrics metrics;
  private final Dispatcher control;
  private final Dispatcher streaming;

  /**
   * The protocol of a service; requests can be answered from now on.
   *
   * @param streamingCheck refuses requests of subscribers before their route is looked for
   * @param timers runs what is due after a time; for as long as it runs
   */
  Protocol(
      ServiceInstance service,
      Telemetry telemetry,
      Security security,
      ServerOptions options,
      RequestCheck streamingCheck,
      EventLoop timers) {
    this.service = service;
    this.options = options;
    this.timers = timers;
    this.streams = new OpenStreams(options.partlySentBytes());
    Pending controlPending = Pending.of("control", options);
    Pending streamingPending = Pending.of("streaming", options);
    Disclosure disclosure = options.security().showErrors() ? Disclosure.ALL : Disclosure.PUBLIC;
    StreamCounters counters = new StreamCounters(service.recentCommits());
    this.metrics =
        new Metrics(
            service, streams, counters, telemetry, List.of(controlPending, streamingPending));
    StreamEnvironment environment =
        new StreamEnvironment(
            service,
            new EventFeeds(counters, disclosure),
            streams,
            counters,
            threads,
            telemetry.tracing(),
            options.heartbeatMillis(),
            options.writeStallMillis());
    LostStreams identifiers = new LostStreams();
    RequestsInHand inHand = RequestsInHand.of(service, options);
    SharedParts shared = new SharedParts(environment, lanes, options.limits(), inHand);
    Routes routes = Routes.of(service, options, security, identifiers, metrics, streams);
    this.control =
        new Dispatcher(
            routes.control(),
            security.control(),
            CrossOrigin.NONE,
            controlPending,
            Disclosure.ALL,
            shared);
    this.streaming =
        new Dispatcher(
            routes.streaming(),
            streamingCheck,
            new CrossOrigin(options.corsOrigins()),
            streamingPending,
            disclosure,
            shared);
    controlPending.start(timers);
    streamingPending.start(timers);
    inHand.start(timers);
    threads.start(timers);
  }

  /** Collects what is idle, regularly from now on. */
  void collectIdle() {
    new IdleCollector(service, threads).start(timers, options.engine().idleMillis());
  }

  /** Answers a request of a backend. Called by the request's event loop. */
  void control(ServerRequest request) {
    control.handle(request);
  }

  /** Answers a request of a subscriber. Called by the request's event loop. */
  void streaming(ServerRequest request) {
    streaming.handle(request);
  }

  /** The numbers of {@code /metrics} at this moment, without those of the JVM. */
  List<Measurement> measurements() {
    return Measurement.of(metrics.snapshots());
  }

  /** Adds the numbers of other protocols to its own from now on. */
  void takeNumbersFrom(OtherProtocols others) {
    metrics.takeFrom(others::numbers);
  }

  /** The threads that may block. */
  RequestThreads threads() {
    return threads;
  }

  /**
   * Ends what clients wait for: requests that run are given 2 seconds; each stream is sent what it
   * lacks and when to come back, for which it has 2 seconds, too.
   */
  void drain() {
    threads.close(DRAIN_MILLIS);
    lanes.close();
    try {
      streams.shutDown().get(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOGGER.log(System.Logger.Level.WARNING, "closing takes more than {0} ms", DRAIN_MILLIS);
    } catch (ExecutionException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "closing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    streams.cutOff();
  }
}
