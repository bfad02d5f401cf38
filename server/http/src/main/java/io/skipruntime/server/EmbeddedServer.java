package io.skipruntime.server;

import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.QueuedResponse;
import io.skipruntime.server.host.RequestHeaders;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.request.RequestCheck;
import io.skipruntime.server.thread.EventLoopThreads;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The protocol of a service for a program that has a web server of its own: the host. The host
 * hands over requests, to {@link #streaming} those of subscribers, to {@link #control} those of
 * backends if it lets any of these in; routes, streams and limits are the same as those of {@link
 * SkipServer}. Connections are the host's, and so are their number, their encryption and the time
 * that a client may take for the head of a request. Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {

  private static final int CONNECTION_SHARE = 4;

  private final EventLoopThreads loops;
  private final Protocol protocol;
  private final Telemetry telemetry;
  private final ServerOptions options;
  private final Door streaming;
  private final Door control;

  private EmbeddedServer(StartedService service) {
    this.options = service.options();
    this.telemetry = service.telemetry();
    int processors = Runtime.getRuntime().availableProcessors();
    this.loops = new EventLoopThreads(processors, service.instance().health()::breakDown);
    this.protocol =
        new Protocol(
            service.instance(),
            telemetry,
            service.security(),
            options,
            RequestCheck.NONE,
            loops.next());
    this.streaming = new Door("streaming", protocol::streaming);
    this.control = new Door("control", protocol::control);
    protocol.collectIdle();
  }

  /** The protocol of a service, which ends before the service does. */
  public static EmbeddedServer of(StartedService service) {
    return new EmbeddedServer(service);
  }

  /** The requests of subscribers. */
  public Door streaming() {
    return streaming;
  }

  /**
   * The requests of backends, which may read and write everything. The host lets in those only whom
   * it trusts; the checks of the control listener apply as well.
   */
  public Door control() {
    return control;
  }

  /** The numbers of {@code /metrics} at this moment, without those of the JVM. */
  public List<Measurement> measurements() {
    return protocol.measurements();
  }

  /** The entrance for one kind of requests. Thread-safe. */
  public final class Door {

    private final String name;
    private final Consumer<ServerRequest> answering;

    private Door(String name, Consumer<ServerRequest> answering) {
      this.name = name;
      this.answering = answering;
    }

    /**
     * The answer to a request that has arrived, with an event loop for both.
     *
     * @param remoteAddress the client's address, empty if it is not known
     * @param outlet the way to the socket
     */
    public QueuedResponse answerTo(
        String method, String remoteAddress, RequestHeaders headers, QueuedResponse.Outlet outlet) {
      EventLoop loop = loops.next();
      return new QueuedResponse(
          telemetry,
          telemetry.begin(
              name, method, remoteAddress, header -> Optional.ofNullable(headers.first(header))),
          loop,
          new ByteBudget(
              ByteBudget.ofHeap(options.limits().pendingAnswerBytes()) / CONNECTION_SHARE),
          outlet);
    }

    /**
     * Hands over a request, to be answered by its response. Called by any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the server has ended
     */
    public void handle(ServerRequest request) {
      request.loop().execute(() -> answering.accept(request));
    }
  }

  /**
   * Stops: requests that run are given 2 seconds; each stream is sent what it lacks and when to
   * come back, for which it has 2 seconds, too. The service goes on. A second call does nothing.
   */
  @Override
  public void close() {
    protocol.drain();
    loops.close();
  }
}
