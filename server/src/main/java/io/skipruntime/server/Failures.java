package io.skipruntime.server;

import io.skipruntime.ComputationException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.ServiceClosedException;
import io.skipruntime.engine.UnknownCollectionException;
import io.skipruntime.engine.UnknownInstanceException;
import io.skipruntime.engine.UnknownResourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;

/** Which problem documents stand for what a handler throws. */
final class Failures {

  private static final Logger LOGGER = System.getLogger(Failures.class.getName());

  private Failures() {}

  /**
   * The document for a failure. One that is not the client's doing is logged, under an identifier
   * that the document has, too.
   *
   * @param subject what failed, for the log
   */
  static ProblemDocument problemOf(Throwable failure, Object subject) {
    return switch (failure) {
      case RefusedException refused -> refused.problem();
      case JsonSyntaxException syntax -> ofSyntax(syntax);
      case UnknownCollectionException unknown -> notFound("unknown-collection", unknown);
      case UnknownResourceException unknown -> notFound("unknown-resource", unknown);
      case UnknownInstanceException unknown -> notFound("unknown-stream", unknown);
      case ComputationException computation -> ofComputation(computation);
      case SourceUnavailableException unavailable ->
          ProblemDocument.of(503, "source-unavailable", String.valueOf(unavailable.getMessage()));
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

  private static ProblemDocument internal(Throwable failure, Object subject) {
    String errorId = UUID.randomUUID().toString();
    LOGGER.log(Level.ERROR, "error " + errorId + ": " + subject + " failed", failure);
    return ProblemDocument.of(
            500, "internal", "something is wrong at the server; its log has error " + errorId)
        .with("errorId", Json.of(errorId));
  }
}
