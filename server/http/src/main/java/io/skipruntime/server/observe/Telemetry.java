package io.skipruntime.server.observe;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.server.options.ServerOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The observer of a server's requests and commits, which measures, logs and traces them. The host
 * says when a request begins and its answer ends, whatever kind of answer it is. May be used by any
 * thread.
 */
public final class Telemetry implements AutoCloseable {

  /**
   * The properties by which the durations of requests are told apart.
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
    return options.withListener(EngineListener.ofCommits(this::committed));
  }

  private void committed(EngineEvent.Committed commit) {
    commits.add(commit.durationNanos());
    tracing.commit(commit);
  }

  /**
   * Notes that a request has begun. The host tells of each of its requests that the answer has
   * begun and has ended, or that the request was {@linkplain #brokenOff broken off}.
   *
   * @param listener the name of the place at which the host takes such requests
   * @param remoteAddress the client's address, empty if it is not known
   * @param headers the first value of a header of a name, if there is one
   */
  public Exchange begin(
      String listener,
      String method,
      String remoteAddress,
      Function<String, Optional<String>> headers) {
    Context context = tracing.begin(listener, method, remoteAddress, headers);
    return new Exchange(listener, method, remoteAddress, context);
  }

  /** Notes that the answer to a request has begun. */
  public void answering(Exchange exchange, int status) {
    exchange.answering(status);
    tracing.end(exchange, status);
  }

  /**
   * Notes that the answer to a request has ended.
   *
   * @param bytes the bytes of its body, as far as the host has counted them
   */
  public void answered(Exchange exchange, int status, long bytes) {
    ended(exchange, status, bytes + exchange.bytesDirectly());
  }

  /** Notes that the connection of a request has ended before the answer did. */
  public void brokenOff(Exchange exchange) {
    if (exchange.status() > 0) {
      ended(exchange, exchange.status(), exchange.bytesWritten());
    } else {
      tracing.end(exchange, BROKEN_OFF);
      ended(exchange, BROKEN_OFF, 0);
    }
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
}
