package io.skipruntime.server.connection;

import io.skipruntime.server.observe.Exchange;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.problem.ProblemDocument;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a listener, as Vert.x tells of them when they begin and when their answers do and
 * end, whatever kind of answer it is. Called by event loops.
 */
public final class RequestMetrics implements HttpServerMetrics<Exchange, Void> {

  private final Telemetry telemetry;
  private final String listener;

  private RequestMetrics(Telemetry telemetry, String listener) {
    this.telemetry = telemetry;
    this.listener = listener;
  }

  /** Lets Vert.x tell of requests. */
  public static VertxMetricsFactory telling(Telemetry telemetry) {
    return (VertxOptions options) ->
        new VertxMetrics() {
          @Override
          public HttpServerMetrics<?, ?> createHttpServerMetrics(
              HttpServerConfig config, SocketAddress local, SocketAddress remote) {
            return new RequestMetrics(telemetry, config.getObservabilityConfig().getMetricsName());
          }
        };
  }

  /** Notes why a request is refused that is not HTTP. */
  public static void refused(HttpServerRequest request, ProblemDocument problem) {
    VertxRequest.exchange(request).refused(problem);
  }

  @Override
  public Exchange requestBegin(SocketAddress remote, HttpRequest request) {
    String address = remote.hostAddress() == null ? "" : remote.hostAddress();
    return telemetry.begin(
        listener,
        request.method().name(),
        address,
        name -> Optional.ofNullable(request.headers().get(name)));
  }

  @Override
  public void responseBegin(@Nullable Exchange exchange, HttpResponse response) {
    if (exchange != null) {
      telemetry.answering(exchange, response.statusCode());
    }
  }

  @Override
  public void responseEnd(@Nullable Exchange exchange, HttpResponse response, long bytes) {
    if (exchange != null) {
      telemetry.answered(exchange, response.statusCode(), bytes);
    }
  }

  @Override
  public void requestReset(@Nullable Exchange exchange) {
    if (exchange != null) {
      telemetry.brokenOff(exchange);
    }
  }
}
