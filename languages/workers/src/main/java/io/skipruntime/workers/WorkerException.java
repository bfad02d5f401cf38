package io.skipruntime.workers;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.problem.LimitedLog;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exception that the author's code has thrown in a worker. Its stack trace is the place in the
 * author's file.
 */
public final class WorkerException extends SkipException {
  private static final long serialVersionUID = 1L;

  private static final LimitedLog TRACES =
      new LimitedLog(System.getLogger(WorkerException.class.getName()));
  private static final Pattern PLACE = Pattern.compile("(.*?):(\\d+)(?::\\d+)?");

  private final String trace;

  private WorkerException(String message, String trace, StackTraceElement[] place) {
    super(message);
    this.trace = trace;
    setStackTrace(place);
  }

  /**
   * What a turn has failed with: a refusal, where the author's code refuses who asks or what is
   * asked, or a failure.
   *
   * @param function what ran, for the stack trace
   */
  static RuntimeException thrown(JsonObject error, String function) {
    String message = text(error, "message");
    return switch (text(error, "refused")) {
      case "conflict" -> CommandRefusedException.conflict(message);
      case "forbidden" -> CommandRefusedException.forbidden(message);
      case "invalid" -> CommandRefusedException.invalid(message);
      case "silently" -> new ForbiddenException(message);
      default -> of(error, function);
    };
  }

  /**
   * The failure that an error of the protocol stands for.
   *
   * @param function what ran, for the stack trace
   */
  static WorkerException of(JsonObject error, String function) {
    String name = text(error, "name");
    String at = text(error, "at");
    String message = text(error, "message");
    String whole = name.isEmpty() || name.equals("Error") ? message : name + ": " + message;
    return new WorkerException(
        at.isEmpty() ? whole : whole + " (" + at + ")", text(error, "trace"), place(at, function));
  }

  private static StackTraceElement[] place(String at, String function) {
    Matcher place = PLACE.matcher(at);
    return place.matches()
        ? new StackTraceElement[] {
          new StackTraceElement(function, "run", place.group(1), Integer.parseInt(place.group(2)))
        }
        : new StackTraceElement[0];
  }

  private static String text(JsonObject error, String name) {
    return error.find(name).map(WorkerException::text).orElse("");
  }

  private static String text(Json value) {
    return value instanceof JsonString string ? string.asString() : value.toString();
  }

  /**
   * Writes the stack trace of the language to the log, unless one of the same place was written a
   * short time ago.
   */
  void log() {
    if (!trace.isEmpty()) {
      StackTraceElement[] place = getStackTrace();
      String subject = place.length == 0 ? String.valueOf(getMessage()) : place[0].toString();
      TRACES.log(System.Logger.Level.WARNING, subject, trace);
    }
  }

  /** The stack trace of the language, as a text; empty if there is none. */
  public String trace() {
    return trace;
  }
}
