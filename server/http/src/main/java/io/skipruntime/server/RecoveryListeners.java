package io.skipruntime.server;

import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.server.connection.Encryption;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.route.Security;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Answers at both addresses while a service recovers its data: {@code /healthz} with 200, so that
 * the process is not ended, and all else with 503, how far the recovery has come, and when to come
 * back.
 *
 * <p>They are opened only if the recovery takes longer than most do, and closed before the
 * listeners of the server take their addresses. Where TLS is configured they use it as those do,
 * with the certificate of the start. Where a port is taken nothing answers until the service is
 * there.
 */
final class RecoveryListeners implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(RecoveryListeners.class.getName());
  private static final long AFTER_MILLIS = 500;
  private static final long CLOSE_MILLIS = 5_000;

  private final ServerOptions options;
  private final Security security;
  private final Supplier<Optional<StorageStatus>> status;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private RecoveryListeners(
      ServerOptions options, Security security, Supplier<Optional<StorageStatus>> status) {
    this.options = options;
    this.security = security;
    this.status = status;
    this.thread = Thread.ofPlatform().name("skip-recovery").daemon().unstarted(this::run);
  }

  /**
   * Opens listeners unless the recovery is over soon.
   *
   * @param security has the certificate, if there is one
   * @param status tells how far it has come
   */
  static RecoveryListeners begin(
      ServerOptions options, Security security, Supplier<Optional<StorageStatus>> status) {
    RecoveryListeners listeners = new RecoveryListeners(options, security, status);
    listeners.thread.start();
    return listeners;
  }

  private void run() {
    try {
      if (!over.await(AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
        answerUntilOver();
      }
    } catch (InterruptedException e) {
      // no other code has this thread
    }
  }

  private void answerUntilOver() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      Optional<Encryption> encryption = new ServerEncryption(security).of(vertx);
      open(vertx, options.controlHost(), options.controlPort(), encryption, true);
      open(
          vertx,
          options.streamingHost(),
          options.streamingPort(),
          encryption.map(Encryption::forAnyClient),
          false);
      over.await();
    } catch (ServerStartException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the server will say so, too", e);
    } finally {
      try {
        vertx.close().await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | RuntimeException e) {
        LOGGER.log(System.Logger.Level.WARNING, "closing the listeners of the recovery", e);
      }
    }
  }

  private void open(
      Vertx vertx, String host, int port, Optional<Encryption> encryption, boolean isDetailed) {
    if (port == 0) {
      return;
    }
    HttpServerOptions http = new HttpServerOptions();
    encryption.ifPresent(tls -> Listener.encrypt(http, tls));
    try {
      vertx
          .createHttpServer(http)
          .requestHandler(request -> answer(request, isDetailed))
          .listen(port, host)
          .await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING, "cannot answer at {0}:{1} while it recovers", host, port);
    }
  }

  private void answer(HttpServerRequest request, boolean isDetailed) {
    HttpServerResponse response = request.response();
    if (request.path().equals("/healthz")) {
      response.putHeader("Content-Type", "text/plain; charset=utf-8").end("ok\n");
      return;
    }
    String progress = status.get().map(StorageStatus::detail).orElse("");
    String detail =
        "the service recovers its data"
            + (isDetailed && !progress.isEmpty() ? ": " + progress : "; try again later");
    response
        .setStatusCode(503)
        .putHeader("Content-Type", ProblemDocument.MEDIA_TYPE)
        .putHeader("Retry-After", "1")
        .putHeader("Cache-Control", "no-store")
        .end(
            new String(
                ProblemDocument.of(503, "recovering", detail).answer(request.path()).body(),
                StandardCharsets.UTF_8));
  }

  /** Closes them; they do not answer any more when this returns. */
  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
