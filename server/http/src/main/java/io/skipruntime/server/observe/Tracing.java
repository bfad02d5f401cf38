package io.skipruntime.server.observe;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.skipruntime.engine.spi.EngineEvent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spans for requests and commits, with names and attributes as OpenTelemetry's conventions for HTTP
 * have them. Without an SDK or agent in the process there are none, and nothing is done for them.
 * The span of a request ends when its answer begins: an event stream may go on for days.
 */
public final class Tracing {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> LISTENER = AttributeKey.stringKey("skip.listener");
  private static final AttributeKey<String> RESOURCE = AttributeKey.stringKey("skip.resource");
  private static final AttributeKey<String> COLLECTION = AttributeKey.stringKey("skip.collection");
  private static final AttributeKey<Long> TICK = AttributeKey.longKey("skip.tick");
  private static final AttributeKey<Boolean> WRITE = AttributeKey.booleanKey("skip.write");
  private static final AttributeKey<Long> NODES = AttributeKey.longKey("skip.changed_nodes");
  private static final AttributeKey<Long> ENTRIES = AttributeKey.longKey("skip.changed_entries");
  private static final ContextKey<Exchange> EXCHANGE = ContextKey.named("skip-exchange");
  private static final int SERVER_ERROR = 500;

  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final boolean isOn;

  Tracing(OpenTelemetry telemetry) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("io.skipruntime.server");
    this.isOn = telemetry != OpenTelemetry.noop();
  }

  /** Starts the span of a request, as part of the trace that its headers name, if they do. */
  Context begin(
      String listener,
      String method,
      String remoteAddress,
      Function<String, Optional<String>> headers) {
    if (!isOn) {
      return Context.root();
    }
    Context parent =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), headers, Headers.GETTER);
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, method)
            .setAttribute(LISTENER, listener)
            .setAttribute(CLIENT, remoteAddress)
            .startSpan();
    return parent.with(span);
  }

  /** What runs for a request; spans that start while it does are part of the request's. */
  public Runnable inside(Exchange exchange, Runnable step) {
    return isOn ? exchange.context().with(EXCHANGE, exchange).wrap(step) : step;
  }

  /** Ends the span of a request. */
  void end(Exchange exchange, int status) {
    if (!isOn) {
      return;
    }
    Span span = Span.fromContext(exchange.context());
    span.updateName(exchange.method() + " " + exchange.route());
    span.setAttribute(ROUTE, exchange.route());
    span.setAttribute(STATUS, status);
    setNames(span, exchange);
    setUnlessEmpty(span, ERROR, exchange.problem());
    if (status >= SERVER_ERROR) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Adds the span of a commit, as part of that of the request it was made for, if it was. */
  void commit(EngineEvent.Committed commit) {
    if (!isOn) {
      return;
    }
    Context current = Context.current();
    long endNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    Span span =
        tracer
            .spanBuilder("commit")
            .setParent(current)
            .setStartTimestamp(endNanos - commit.durationNanos(), TimeUnit.NANOSECONDS)
            .setAttribute(TICK, commit.tick())
            .setAttribute(WRITE, commit.isWrite())
            .setAttribute(NODES, (long) commit.changedNodes())
            .setAttribute(ENTRIES, commit.changedEntries())
            .startSpan();
    Exchange exchange = current.get(EXCHANGE);
    if (exchange != null) {
      setNames(span, exchange);
    }
    span.end(endNanos, TimeUnit.NANOSECONDS);
  }

  private static void setNames(Span span, Exchange exchange) {
    setUnlessEmpty(span, RESOURCE, exchange.resource());
    setUnlessEmpty(span, COLLECTION, exchange.collection());
  }

  private static void setUnlessEmpty(Span span, AttributeKey<String> key, String value) {
    if (!value.isEmpty()) {
      span.setAttribute(key, value);
    }
  }

  /** A reader of a request's headers. */
  private enum Headers implements TextMapGetter<Function<String, Optional<String>>> {
    GETTER;

    @Override
    public @Nullable String get(@Nullable Function<String, Optional<String>> headers, String name) {
      return headers == null ? null : headers.apply(name).orElse(null);
    }
  }
}
