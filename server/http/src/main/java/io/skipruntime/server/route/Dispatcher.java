package io.skipruntime.server.route;

import io.netty.buffer.Unpooled;
import io.skipruntime.engine.Watermark;
import io.skipruntime.server.connection.ConnectionGuard;
import io.skipruntime.server.observe.Exchange;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.BodyReader;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.CrossOrigin;
import io.skipruntime.server.request.MediaTypes;
import io.skipruntime.server.request.RequestCheck;
import io.skipruntime.server.stream.EventStream;
import io.skipruntime.server.stream.StreamEnvironment;
import io.skipruntime.server.stream.StreamSource;
import io.skipruntime.server.thread.Lane;
import io.skipruntime.server.thread.Lanes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the requests of a listener to the handlers of their routes, and their answers back. Runs on
 * event loops; what may block goes through the event loop's {@link Lane}.
 */
public final class Dispatcher implements io.vertx.core.Handler<HttpServerRequest> {

  private static final byte[] NO_BODY = new byte[0];

  private final Router router;
  private final RequestCheck check;
  private final CrossOrigin crossOrigin;
  private final StreamEnvironment environment;
  private final Lanes lanes;
  private final LimitOptions limits;

  /**
   * A dispatcher of the requests that one listener takes.
   *
   * @param check refuses requests before their route is looked for
   * @param environment what event streams share
   */
  public Dispatcher(
      Router router,
      RequestCheck check,
      CrossOrigin crossOrigin,
      StreamEnvironment environment,
      Lanes lanes,
      LimitOptions limits) {
    this.router = router;
    this.check = check;
    this.crossOrigin = crossOrigin;
    this.environment = environment;
    this.lanes = lanes;
    this.limits = limits;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ConnectionGuard.watch(request);
    try {
      crossOrigin.apply(request);
      if (crossOrigin.isPreflight(request)) {
        send(request, crossOrigin.preflightAnswer());
      } else {
        check.check(request);
        dispatch(request);
      }
    } catch (RuntimeException e) {
      refuse(request, e, "a request");
    }
  }

  private void dispatch(HttpServerRequest request) {
    Router.Match match = router.match(request.method().name(), request.path());
    Call call =
        new Call(match.path(), parameters(request), request.headers(), NO_BODY, limits.maxDepth());
    Exchange.of(request).dispatched(match.route().template(), match.path(), request.response());
    switch (match.route().handler()) {
      case Handler.Immediate immediate -> send(request, immediate.answer(call));
      case Handler.Blocking blocking -> receive(request, match.route(), call, blocking);
      case Handler.Streaming streaming -> stream(request, match.route(), call, streaming);
    }
  }

  private static MultiMap parameters(HttpServerRequest request) {
    if (request.query() == null) {
      return MultiMap.caseInsensitiveMultiMap();
    }
    try {
      return request.params();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          400, "malformed-request", "the query has a % that is not followed by two hex digits");
    }
  }

  private void receive(
      HttpServerRequest request, Route route, Call call, Handler.Blocking handler) {
    Context context = Vertx.currentContext();
    Lane lane = lanes.of(context);
    BodyReader.read(
        request,
        limits,
        context,
        body ->
            inThread(
                request,
                route,
                lane,
                () -> {
                  Answer answer = handler.answer(call.withBody(body));
                  lane.answer(() -> send(request, answer));
                }),
        refusal -> refuseBody(request, refusal, route));
  }

  private void stream(
      HttpServerRequest request, Route route, Call call, Handler.Streaming handler) {
    if (!MediaTypes.allowEventStream(call.headers().getAll("Accept"))) {
      throw new RefusedException(
          406, "not-acceptable", "this path has text/event-stream, which Accept does not allow");
    }
    ConnectionGuard.streams(request);
    Context context = Vertx.currentContext();
    Optional<Watermark> seen = call.header("Last-Event-ID").flatMap(Watermark::parse);
    EventStream stream = new EventStream(environment, request, context);
    inThread(
        request,
        route,
        lanes.of(context),
        () -> {
          StreamSource source = handler.open(call);
          try {
            stream.open(source, seen);
          } catch (RuntimeException | Error e) {
            source.afterEnd().run();
            throw e;
          }
        });
  }

  private void inThread(HttpServerRequest request, Route route, Lane lane, Runnable step) {
    Runnable traced = environment.tracing().inside(Exchange.of(request), step);
    lane.run(
        () -> {
          try {
            traced.run();
          } catch (Throwable e) {
            lane.answer(() -> refuse(request, e, route));
          }
        },
        () ->
            refuse(
                request,
                new RefusedException(503, "shutting-down", "the server is shutting down"),
                route));
  }

  private static Future<Void> refuse(HttpServerRequest request, Throwable failure, Object subject) {
    Map<String, String> headers =
        failure instanceof RefusedException refused ? refused.headers() : Map.of();
    ProblemDocument problem = Failures.problemOf(failure, subject);
    Exchange.of(request).refused(problem);
    Answer answer = problem.answer(request.path());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return send(request, answer);
  }

  /**
   * Refuses a request whose body is not wanted. After the answer its connection ends; one of HTTP/2
   * can go on.
   */
  private static void refuseBody(HttpServerRequest request, Throwable failure, Object subject) {
    if (request.response().closed()) {
      return;
    }
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
      ConnectionGuard.linger(request);
    }
    refuse(request, failure, subject)
        .onComplete(sent -> {
          if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
          }
        });
  }

  private static Future<Void> send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    return response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(answer.body())));
  }
}
