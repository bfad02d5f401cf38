package io.skipruntime.server.route;

import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.pending.OutgoingAnswer;
import io.skipruntime.server.pending.Pending;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.Disclosure;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.AddressText;
import io.skipruntime.server.request.BodyReader;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.ContentCoding;
import io.skipruntime.server.request.CrossOrigin;
import io.skipruntime.server.request.MediaTypes;
import io.skipruntime.server.request.Parameters;
import io.skipruntime.server.request.ReceivedBody;
import io.skipruntime.server.request.RequestCheck;
import io.skipruntime.server.stream.EventStream;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.thread.Lane;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The way of a listener's requests to the handlers of their routes, and of the answers back. Runs
 * on event loops; what may block goes through the event loop's {@link Lane}.
 */
public final class Dispatcher {

  private static final byte[] NO_BODY = new byte[0];

  private final Router router;
  private final RequestCheck check;
  private final CrossOrigin crossOrigin;
  private final Pending pending;
  private final Disclosure disclosure;
  private final SharedParts shared;

  /**
   * A dispatcher of the requests that one listener takes.
   *
   * @param check refuses requests before their route is looked for
   * @param pending what the listener holds
   * @param disclosure what clients are told of failures
   */
  public Dispatcher(
      Router router,
      RequestCheck check,
      CrossOrigin crossOrigin,
      Pending pending,
      Disclosure disclosure,
      SharedParts shared) {
    this.router = router;
    this.check = check;
    this.crossOrigin = crossOrigin;
    this.pending = pending;
    this.disclosure = disclosure;
    this.shared = shared;
  }

  /** Answers a request. Called by its event loop. */
  public void handle(ServerRequest request) {
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

  private void dispatch(ServerRequest request) {
    Router.Match match = router.match(request.method(), request.path());
    AtomicBoolean isGone = new AtomicBoolean();
    Call call =
        new Call(
            match.path(),
            parameters(request),
            request.headers(),
            request.principal(),
            NO_BODY,
            shared.limits().maxDepth(),
            isGone::get);
    request.exchange().dispatched(match.route().template(), match.path());
    switch (match.route().handler()) {
      case Handler.Immediate immediate -> send(request, immediate.answer(call));
      case Handler.Blocking blocking -> {
        request.response().whenClosed(() -> isGone.set(true));
        if (blocking.endsWithItsClient()) {
          request.response().expectStream();
        }
        answer(request, match.route(), call, blocking);
      }
      case Handler.Deferring deferring -> answerLater(request, match.route(), call, deferring);
      case Handler.Streaming streaming -> stream(request, match.route(), call, streaming);
    }
  }

  private static Parameters parameters(ServerRequest request) {
    String query = request.query();
    return query == null ? Parameters.NONE : AddressText.parameters(query);
  }

  private void answer(ServerRequest request, Route route, Call call, Handler.Blocking handler) {
    Lane lane = shared.lanes().of(request.loop());
    receive(
        request,
        route,
        call,
        lane,
        withBody -> sendFromThread(request, lane, handler.answer(withBody)));
  }

  private void sendFromThread(ServerRequest request, Lane lane, Answer answer) {
    OutgoingAnswer outgoing = pending.answers().admit(request, answer);
    lane.answer(outgoing::send);
  }

  private void answerLater(
      ServerRequest request, Route route, Call call, Handler.Deferring handler) {
    Lane lane = shared.lanes().of(request.loop());
    receive(
        request,
        route,
        call,
        lane,
        withBody -> {
          CompletableFuture<Answer> answer = handler.answer(withBody).toCompletableFuture();
          if (answer.state() == Future.State.SUCCESS) {
            sendFromThread(request, lane, answer.join());
          } else {
            sendWhenThere(request, route, lane, answer);
          }
        });
  }

  private void sendWhenThere(
      ServerRequest request, Route route, Lane lane, CompletionStage<Answer> answer) {
    RequestsInHand.Entry entry =
        shared
            .inHand()
            .addCarriedOut(
                request.loop(), overdue -> refuseUnlessAnswered(request, overdue, route));
    answer.whenComplete((done, failure) -> {
      shared.inHand().remove(entry);
      lane.answer(() -> {
        if (failure == null) {
          send(request, done);
        } else {
          refuseUnlessAnswered(request, causeOf(failure), route);
        }
      });
    });
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Reads the body of a request, and then, in a thread, gives {@code step} the call with the body
   * that its coding stands for.
   */
  private void receive(
      ServerRequest request, Route route, Call call, Lane lane, Consumer<Call> step) {
    BodyReader.read(
        request,
        shared.limits(),
        pending.bodies(),
        body ->
            inThread(
                request,
                route,
                lane,
                () -> {
                  try {
                    step.accept(call.withBody(decoded(call, body)));
                  } finally {
                    body.release();
                  }
                }),
        refusal -> refuseBody(request, refusal, route));
  }

  private byte[] decoded(Call call, ReceivedBody body) {
    return ContentCoding.decode(
        call.headers().all("Content-Encoding"), body, shared.limits().maxBodyBytes());
  }

  private void stream(ServerRequest request, Route route, Call call, Handler.Streaming handler) {
    if (!MediaTypes.allowEventStream(call.headers().all("Accept"))) {
      throw new RefusedException(
          406, "not-acceptable", "this path has text/event-stream, which Accept does not allow");
    }
    request.response().expectStream();
    EventStream stream = new EventStream(shared.streams(), request);
    Lane lane = shared.lanes().of(request.loop());
    if (route.method().equals("GET")) {
      inThread(request, route, lane, () -> stream.open(handler.open(call)));
    } else {
      receive(request, route, call, lane, withBody -> stream.open(handler.open(withBody)));
    }
  }

  private void inThread(ServerRequest request, Route route, Lane lane, Runnable step) {
    Runnable traced = shared.streams().tracing().inside(request.exchange(), step);
    RequestsInHand.Entry entry =
        shared
            .inHand()
            .add(request.loop(), overdue -> refuseUnlessAnswered(request, overdue, route));
    lane.run(
        () -> {
          entry.begin();
          try {
            traced.run();
          } catch (Throwable e) {
            lane.answer(() -> refuseUnlessAnswered(request, e, route));
          } finally {
            shared.inHand().remove(entry);
          }
        },
        () -> {
          shared.inHand().remove(entry);
          refuse(
              request,
              new RefusedException(503, "shutting-down", "the server is shutting down"),
              route);
        });
  }

  /** Refuses a request that may have been answered, because a thread took too long for it. */
  private void refuseUnlessAnswered(ServerRequest request, Throwable failure, Route route) {
    if (!request.response().isBegun()) {
      refuse(request, failure, route);
    }
  }

  private void refuse(ServerRequest request, Throwable failure, Object subject) {
    Map<String, String> headers =
        failure instanceof RefusedException refused ? refused.headers() : Map.of();
    String resource = request.exchange().resource();
    ProblemDocument problem =
        disclosure.of(
            Failures.problemOf(failure, resource.isEmpty() ? subject : subject + " " + resource));
    request.exchange().refused(problem);
    Answer answer =
        failure instanceof RefusedException refused && refused.isToldByAStream()
            ? LostStreams.answer(problem)
            : problem.answer(request.path());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    send(request, answer);
  }

  /** Refuses a request whose body is not wanted, unless its connection has ended meanwhile. */
  private void refuseBody(ServerRequest request, Throwable failure, Object subject) {
    if (request.response().isOpen()) {
      refuse(request, failure, subject);
    }
  }

  private void send(ServerRequest request, Answer answer) {
    pending.answers().admit(request, answer).send();
  }
}
