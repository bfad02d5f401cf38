package io.skipruntime.server.problem;

import io.skipruntime.ComputationException;
import io.skipruntime.OverloadedException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.StorageException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/** Which problem documents stand for what a handler throws. */
public final class Failures {

  private static final Logger LOGGER = System.getLogger(Failures.class.getName());

  /** Under which failures were logged, as long as anybody may be told of them. */
  private static final Map<Throwable, String> IDENTIFIERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Failures() {}

  /**
   * The document for a failure. One that is not the client's doing alone is logged, under an
   * identifier that the document has, too: a defect with its stack trace, a function or a source
   * that failed in one line, since a client may cause that as often as it likes. A failure that
   * many are told of is logged once.
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
      case ComputationException computation ->
          ofComputation(computation).with("errorId", Json.of(warned(computation, subject)));
      case SourceUnavailableException unavailable ->
          ProblemDocument.of(503, "source-unavailable", String.valueOf(unavailable.getMessage()))
              .with("errorId", Json.of(warned(unavailable, subject)));
      case StorageException storage when storage.reason() == StorageException.Reason.FULL ->
          ProblemDocument.of(503, "storage-full", String.valueOf(storage.getMessage()));
      case StorageException storage ->
          ProblemDocument.of(503, "storage-failed", String.valueOf(storage.getMessage()));
      case OverloadedException overloaded ->
          ProblemDocument.of(503, "overloaded", overloaded.getMessage() + "; try again later");
      case ServiceClosedException closed ->
          ProblemDocument.of(503, "shutting-down", "the service is shutting down; try again later");
      default -> internal(failure, subject);
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
        .with("node", Json.of(failure.node()))
        .with("key", keyOf(failure))
        .with("message", Json.of(failure.causeMessage()));
  }

  private static Json keyOf(ComputationException failure) {
    try {
      return Json.parse(failure.key());
    } catch (JsonSyntaxException e) {
      return Json.of(failure.key());
    }
  }

  private static String warned(RuntimeException failure, Object subject) {
    return identify(
        failure,
        identifier ->
            LOGGER.log(Level.WARNING, "error {0}: {1}: {2}", identifier, subject, inLine(failure)));
  }

  /** The message, what kind of failure caused it, and where that was thrown. */
  private static String inLine(RuntimeException failure) {
    Throwable cause = failure.getCause();
    String place = "";
    if (cause != null) {
      StackTraceElement[] trace = cause.getStackTrace();
      String frame = trace.length == 0 ? "" : " at " + trace[0];
      place = " (" + cause.getClass().getName() + frame + ")";
    }
    return (failure.getMessage() + place).replaceAll("\\p{Cntrl}", " ");
  }

  private static String identify(Throwable failure, Consumer<String> log) {
    return IDENTIFIERS.computeIfAbsent(
        failure,
        unknown -> {
          String identifier = UUID.randomUUID().toString();
          log.accept(identifier);
          return identifier;
        });
  }

  private static ProblemDocument internal(Throwable failure, Object subject) {
    String errorId =
        identify(
            failure,
            identifier ->
                LOGGER.log(
                    Level.ERROR, "error " + identifier + ": " + subject + " failed", failure));
    return ProblemDocument.of(
            500, "internal", "something is wrong at the server; its log has error " + errorId)
        .with("errorId", Json.of(errorId));
  }
}
