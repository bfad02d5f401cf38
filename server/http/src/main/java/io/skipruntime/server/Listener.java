package io.skipruntime.server;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.skipruntime.server.connection.ConnectionGuard;
import io.skipruntime.server.connection.Encryption;
import io.skipruntime.server.connection.FloodGuard;
import io.skipruntime.server.connection.MalformedRequestException;
import io.skipruntime.server.connection.RequestHandler;
import io.skipruntime.server.connection.RequestMetrics;
import io.skipruntime.server.connection.VertxEventLoop;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.ProblemDocument;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An address that requests are taken at, by one event loop per processor. */
final class Listener {

  /** What the kernel may hold for a client that does not read; it would be megabytes otherwise. */
  private static final int SEND_BUFFER_BYTES = 128 << 10;

  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

  private final Vertx vertx;
  private final String name;
  private final SocketAddress address;
  private final LimitOptions limits;
  private final Consumer<ServerRequest> answering;
  private final Optional<Encryption> encryption;
  private final int http2MaxStreams;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final AtomicInteger port = new AtomicInteger();

  /**
   * A listener that does not listen yet.
   *
   * @param name what its options on the command line begin with
   * @param port the port, 0 for any
   * @param number a number that no other listener of {@code vertx} has, by which the event loops
   *     agree on a port if any will do
   * @param answering answers requests
   * @param encryption TLS, if it is to be used
   */
  Listener(
      Vertx vertx,
      String name,
      String host,
      int port,
      int number,
      ServerOptions options,
      Consumer<ServerRequest> answering,
      Optional<Encryption> encryption) {
    this.vertx = vertx;
    this.name = name;
    this.limits = options.limits();
    this.answering = answering;
    this.encryption = encryption;
    this.http2MaxStreams = options.security().http2MaxStreams();
    this.address =
        port == 0
            ? SocketAddress.sharedRandomPort(number, host)
            : SocketAddress.inetSocketAddress(port, host);
  }

  /**
   * Starts to listen.
   *
   * @throws ServerStartException if the address cannot be had
   */
  void start() {
    int loops = Runtime.getRuntime().availableProcessors();
    Future<String> deployment =
        vertx.deployVerticle(EventLoop::new, new DeploymentOptions().setInstances(loops));
    try {
      deployment.await();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw notStarted(e);
    }
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMetricsName(name)
            .setStrictThreadMode(true) // answers are written by event loops only
            .setPerMessageWebSocketCompressionSupported(false) // it limits how many requests wait
            .setPerFrameWebSocketCompressionSupported(false)
            .setSendBufferSize(SEND_BUFFER_BYTES)
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setMaxInitialLineLength(limits.maxHeaderBytes())
            .setInitialSettings(http2Settings());
    encryption.ifPresent(tls -> encrypt(options, tls));
    return options;
  }

  /** Lets a listener take encrypted connections only. */
  static void encrypt(HttpServerOptions options, Encryption tls) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(TLS_VERSIONS)
        .setKeyCertOptions(tls.certificates())
        .setTrustOptions(tls.clients().orElse(null))
        .setClientAuth(tls.clientAuth());
    Encryption.CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
  }

  private Http2Settings http2Settings() {
    return new Http2Settings()
        .setMaxConcurrentStreams(http2MaxStreams)
        .setMaxHeaderListSize(limits.maxHeaderBytes())
        .setInitialWindowSize(HttpServerOptions.DEFAULT_INITIAL_SETTINGS_INITIAL_WINDOW_SIZE);
  }

  /** Uses other certificates for connections that are made from now on. */
  void renew(Encryption tls) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setUseAlpn(true)
            .setEnabledSecureTransportProtocols(TLS_VERSIONS)
            .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
            .setKeyCertOptions(tls.certificates())
            .setTrustOptions(tls.clients().orElse(null))
            .setClientAuth(tls.clientAuth());
    Encryption.CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    for (HttpServer server : servers) {
      server.updateSSLOptions(options).await();
    }
  }

  private ServerStartException notStarted(Exception failure) {
    String reason =
        failure instanceof BindException
            ? "it is in use, or not an address of this machine"
            : String.valueOf(failure.getMessage());
    return new ServerStartException(
        "cannot listen at %s: %s; choose another with --%s-port or --%s-host"
            .formatted(address, reason, name, name),
        failure);
  }

  /** The port it listens at. */
  int port() {
    return port.get();
  }

  /** One event loop's part of the listener. */
  private final class EventLoop extends VerticleBase {

    @Override
    public Future<?> start() {
      HttpServer server = vertx.createHttpServer(options());
      server.requestHandler(new RequestHandler(VertxEventLoop.current(vertx), answering));
      server.connectionHandler(connection -> {
        ConnectionGuard.established(connection);
        FloodGuard.watch(connection);
      });
      server.invalidRequestHandler(Listener.this::refuse);
      servers.add(server);
      return server.listen(address).onSuccess(listening -> port.set(listening.actualPort()));
    }
  }

  /** Answers what is not HTTP. */
  private void refuse(HttpServerRequest request) {
    ProblemDocument problem =
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException tooLong ->
              ProblemDocument.of(414, "uri-too-long", "the address is too long");
          case TooLongHttpHeaderException tooLong ->
              ProblemDocument.of(
                  431,
                  "headers-too-large",
                  "headers may have " + limits.maxHeaderBytes() + " bytes");
          case MalformedRequestException malformed ->
              ProblemDocument.of(400, "malformed-request", String.valueOf(malformed.getMessage()));
          default -> ProblemDocument.of(400, "malformed-request", "the request is not HTTP");
        };
    RequestMetrics.refused(request, problem);
    ConnectionGuard.linger(request);
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", ProblemDocument.MEDIA_TYPE)
        .putHeader("Connection", "close")
        .end(Buffer.buffer(problem.bytes()))
        .onComplete(sent -> request.connection().close());
  }
}
