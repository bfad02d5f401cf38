package io.skipruntime.server.problem;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.OverloadedException;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.StorageException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.UnknownCommandException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.UnknownSinkException;
import io.skipruntime.engine.QueryRefusedException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/** The problem documents for what a handler throws. */
public final class Failures {

  private static final LimitedLog LOG = new LimitedLog(System.getLogger(Failures.class.getName()));

  /** Under which failures were logged, as long as anybody may be told of them. */
  private static final Map<Throwable, String> IDENTIFIERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The member of a refusal that says what of the service refuses. */
  static final String REFUSED_BY = "refusedBy";

  private Failures() {}

  /**
   * The document for a failure. One that is not the client's doing alone is logged, under an
   * identifier that the document has, too: a defect with its stack trace, a function or a source
   * that failed in one line. A failure that many are told of is logged once; and since a client may
   * cause failures as often as it likes, one of the same subject and place has the identifier of
   * the one before for a while, and no line of its own.
   *
   * @param subject what failed, for the log
   */
  public static ProblemDocument problemOf(Throwable failure, Object subject) {
    return switch (failure) {
      case RefusedException refused -> refused.problem();
      case JsonSyntaxException syntax -> ofSyntax(syntax);
      case UnknownCollectionException unknown -> notFound("unknown-collection", unknown);
      case UnknownResourceException unknown -> notFound("unknown-resource", unknown);
      case UnknownInstanceException unknown -> notFound("unknown-stream", unknown);
      case PastUnavailableException past ->
          ProblemDocument.of(
              past.reason() == PastUnavailableException.Reason.FUTURE ? 404 : 410,
              past.reason() == PastUnavailableException.Reason.FUTURE
                  ? "unknown-version"
                  : "version-gone",
              String.valueOf(past.getMessage()));
      case UnknownCommandException unknown -> notFound("unknown-command", unknown);
      case UnknownSinkException unknown -> notFound("unknown-sink", unknown);
      case CommandRefusedException refusal ->
          ProblemDocument.of(statusOf(refusal.kind()), "command-refused", refusal.reason());
      case IdempotencyKeyReusedException reused ->
          ProblemDocument.of(422, "idempotency-key-reused", String.valueOf(reused.getMessage()));
      case ForbiddenException refusal -> forbidden(refusal, "resource");
      case ComputationException computation when computation.refusal().isPresent() ->
          forbidden(computation.refusal().get(), "resource");
      case ComputationException computation
          when computation.getCause() instanceof QueryRefusedException refusal ->
          ofQuery(refusal);
      case QueryRefusedException refusal -> ofQuery(refusal);
      case ComputationException computation ->
          ofComputation(computation).with("errorId", Json.of(warned(computation, subject)));
      case SourceUnavailableException unavailable ->
          ProblemDocument.of(503, "source-unavailable", String.valueOf(unavailable.getMessage()))
              .with("errorId", Json.of(warned(unavailable, subject)));
      case StorageException storage when storage.reason() == StorageException.Reason.FULL ->
          ProblemDocument.of(503, "storage-full", String.valueOf(storage.getMessage()));
      case StorageException storage ->
          ProblemDocument.of(503, "storage-failed", String.valueOf(storage.getMessage()));
      case ClusterUnavailableException unavailable ->
          ProblemDocument.of(503, "cluster-unavailable", String.valueOf(unavailable.getMessage()));
      case OutcomeUnknownException unknown -> ofUnknownOutcome(unknown);
      case ServiceBusyException busy ->
          ProblemDocument.of(503, "busy", String.valueOf(busy.getMessage()));
      case ServiceBrokenException broken ->
          ProblemDocument.of(503, "broken", String.valueOf(broken.getMessage()));
      case OverloadedException overloaded ->
          ProblemDocument.of(503, "overloaded", overloaded.getMessage() + "; try again later");
      case ServiceClosedException closed ->
          ProblemDocument.of(503, "shutting-down", "the service is shutting down; try again later");
      case OutOfMemoryError exhausted ->
          ProblemDocument.of(503, "overloaded", "there is no memory for the answer at present")
              .with("errorId", Json.of(internalId(exhausted, subject)));
      default -> internal(failure, subject);
    };
  }

  /** Lets the next failure of each subject be logged again; for when a server ends. */
  public static void forgetLines() {
    LOG.forget();
  }

  /**
   * The document for a refusal whose reason is for operators.
   *
   * @param what what of the service refuses
   */
  public static ProblemDocument forbidden(ForbiddenException refusal, String what) {
    return ProblemDocument.of(403, "forbidden", String.valueOf(refusal.getMessage()))
        .with(REFUSED_BY, Json.of(what));
  }

  private static ProblemDocument ofUnknownOutcome(OutcomeUnknownException failure) {
    ProblemDocument problem =
        ProblemDocument.of(504, "outcome-unknown", String.valueOf(failure.getMessage()));
    return failure.tick().isPresent()
        ? problem.with("tick", Json.of(failure.tick().getAsLong()))
        : problem;
  }

  private static int statusOf(CommandRefusedException.Kind kind) {
    return switch (kind) {
      case CONFLICT -> 409;
      case FORBIDDEN -> 403;
      case INVALID -> 422;
    };
  }

  private static ProblemDocument notFound(String type, RuntimeException failure) {
    return ProblemDocument.of(404, type, String.valueOf(failure.getMessage()));
  }

  private static ProblemDocument ofSyntax(JsonSyntaxException failure) {
    int status = failure.kind() == JsonSyntaxException.Kind.NUMBER_OUT_OF_RANGE ? 422 : 400;
    String detail =
        "%s at offset %d, line %d, column %d"
            .formatted(failure.reason(), failure.offset(), failure.line(), failure.column());
    return ProblemDocument.of(status, failure.kind().wireName(), detail);
  }

  private static ProblemDocument ofComputation(ComputationException failure) {
    return ProblemDocument.of(422, "computation-failed", String.valueOf(failure.getMessage()))
        .with("node", JsonString.wellFormed(failure.node()))
        .with("key", keyOf(failure))
        .with("message", JsonString.wellFormed(failure.causeMessage()));
  }

  private static Json keyOf(ComputationException failure) {
    try {
      return Json.parse(failure.key());
    } catch (JsonSyntaxException e) {
      return JsonString.wellFormed(failure.key());
    }
  }

  private static ProblemDocument ofQuery(QueryRefusedException refusal) {
    ProblemDocument problem =
        ProblemDocument.of(422, "invalid-query", String.valueOf(refusal.getMessage()))
            .with("state", JsonString.wellFormed(refusal.state()));
    return refusal.line() == 0
        ? problem
        : problem.with("line", Json.of(refusal.line())).with("column", Json.of(refusal.column()));
  }

  private static String warned(RuntimeException failure, Object subject) {
    String node = failure instanceof ComputationException computation ? computation.node() : "";
    return identify(
        failure,
        () ->
            LOG.log(
                Level.WARNING,
                subject + " " + failure.getClass().getName() + " " + node + causeOf(failure),
                identifier -> "error %s: %s: %s".formatted(identifier, subject, inLine(failure)),
                null));
  }

  /** The message, what kind of failure caused it, and the author's line that it came from. */
  private static String inLine(RuntimeException failure) {
    return (failure.getMessage() + causeOf(failure)).replaceAll("\\p{Cntrl}", " ");
  }

  /** The kind of a failure's cause and the author's line that it came from; empty without one. */
  private static String causeOf(RuntimeException failure) {
    Throwable cause = failure.getCause();
    if (cause == null) {
      return "";
    }
    String frame = placeOf(failure, cause).map(each -> " at " + each).orElse("");
    return " (" + cause.getClass().getName() + frame + ")";
  }

  private static Optional<StackTraceElement> placeOf(RuntimeException failure, Throwable cause) {
    Optional<StackTraceElement> innermost = Arrays.stream(cause.getStackTrace()).findFirst();
    return failure instanceof ComputationException computation
        ? computation.place().or(() -> innermost)
        : innermost;
  }

  private static String identify(Throwable failure, Supplier<String> log) {
    return IDENTIFIERS.computeIfAbsent(failure, unknown -> log.get());
  }

  private static String internalId(Throwable failure, Object subject) {
    StackTraceElement[] trace = failure.getStackTrace();
    String place = trace.length == 0 ? "" : trace[0].toString();
    return identify(
        failure,
        () ->
            LOG.log(
                Level.ERROR,
                subject + " " + failure.getClass().getName() + " " + place,
                identifier -> "error " + identifier + ": " + subject + " failed",
                failure));
  }

  private static ProblemDocument internal(Throwable failure, Object subject) {
    String errorId = internalId(failure, subject);
    return ProblemDocument.of(
            500, "internal", "something is wrong at the server; its log has error " + errorId)
        .with("errorId", Json.of(errorId));
  }
}
