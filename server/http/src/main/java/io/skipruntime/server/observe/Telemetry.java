package io.skipruntime.server.observe;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.CommitReport;
import io.skipruntime.server.options.ServerOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the requests and commits of a server: measures, logs and traces them. Vert.x says when a
 * request begins and its answer ends, whatever kind of answer it is. May be used by any thread.
 */
public final class Telemetry implements AutoCloseable {

  /**
   * What requests are measured by.
   *
   * @param listener the listener
   * @param method the method
   * @param route the route's path, with names in braces
   * @param status the answer's status; {@link #BROKEN_OFF} if there was none
   */
  public record Kind(String listener, String method, String route, int status) {}

  /** Stands for the status of a request that ended without an answer. */
  static final int BROKEN_OFF = 499;

  private final Map<Kind, Durations> requests = new ConcurrentHashMap<>();
  private final Durations commits = new Durations();
  private final Tracing tracing;
  private final Optional<RequestLog> log;

  /**
   * Telemetry as options say.
   *
   * @throws io.skipruntime.server.options.ServerStartException if the request log cannot be written
   */
  public Telemetry(ServerOptions options) {
    this.tracing = new Tracing(options.openTelemetry().orElseGet(GlobalOpenTelemetry::getOrNoop));
    this.log = options.requestLog().map(RequestLog::open);
  }

  /** Spans of requests and commits. */
  public Tracing tracing() {
    return tracing;
  }

  /** How long requests took, by kind. */
  public Map<Kind, Durations> requests() {
    return requests;
  }

  /** How long commits took. */
  public Durations commits() {
    return commits;
  }

  /** How many requests the log lacks. */
  public long omittedLogLines() {
    return log.map(RequestLog::omitted).orElse(0L);
  }

  /** Options with which an engine tells of its commits. */
  public EngineOptions watching(EngineOptions options) {
    Consumer<CommitReport> own = this::committed;
    return options.withCommitListener(options.commitListener().map(own::andThen).orElse(own));
  }

  private void committed(CommitReport commit) {
    commits.add(commit.durationNanos());
    tracing.commit(commit);
  }

  /** Has Vert.x tell of requests. */
  public VertxMetricsFactory vertxMetrics() {
    return (VertxOptions options) ->
        new VertxMetrics() {
          @Override
          public HttpServerMetrics<?, ?> createHttpServerMetrics(
              HttpServerConfig config, SocketAddress local, SocketAddress remote) {
            return new Watched(config.getObservabilityConfig().getMetricsName());
          }
        };
  }

  private void ended(Exchange exchange, int status, long bytes) {
    requests
        .computeIfAbsent(
            new Kind(exchange.listener(), exchange.method(), exchange.route(), status),
            kind -> new Durations())
        .add(exchange.nanos());
    log.ifPresent(lines -> lines.add(exchange, status, bytes));
  }

  /** Writes what the log still has to write. */
  @Override
  public void close() {
    log.ifPresent(RequestLog::close);
  }

  /** The requests of a listener. */
  private final class Watched implements HttpServerMetrics<Exchange, Void> {

    private final String listener;

    Watched(String listener) {
      this.listener = listener;
    }

    @Override
    public Exchange requestBegin(SocketAddress remote, HttpRequest request) {
      String method = request.method().name();
      String address = remote.hostAddress() == null ? "" : remote.hostAddress();
      Context context = tracing.begin(listener, method, address, request.headers());
      return new Exchange(listener, method, address, context);
    }

    @Override
    public void responseBegin(@Nullable Exchange exchange, HttpResponse response) {
      if (exchange != null) {
        exchange.answering(response.statusCode());
        tracing.end(exchange, response.statusCode());
      }
    }

    @Override
    public void responseEnd(@Nullable Exchange exchange, HttpResponse response, long bytes) {
      if (exchange != null) {
        ended(exchange, response.statusCode(), bytes + exchange.bytesDirectly());
      }
    }

    @Override
    public void requestReset(@Nullable Exchange exchange) {
      if (exchange == null) {
        return;
      }
      if (exchange.status() > 0) {
        ended(exchange, exchange.status(), exchange.bytesWritten());
      } else {
        tracing.end(exchange, BROKEN_OFF);
        ended(exchange, BROKEN_OFF, 0);
      }
    }
  }
}
