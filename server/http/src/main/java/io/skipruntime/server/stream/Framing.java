package io.skipruntime.server.stream;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.skipruntime.json.Json;
import io.skipruntime.server.problem.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The form that the events of one stream have on its connection. Immutable.
 *
 * <p>A stream that has a connection alone is told as Skip's protocol has it, and what that does not
 * know is in comments, which every reader of server-sent events ignores. Of several streams on one
 * connection each has a name. A first line of {@code data} with the name goes before each of their
 * events, so that an event itself is encoded once for all connections, and all is told in events.
 *
 * @param name the stream's name; empty if it is alone
 * @param prefix what goes before each event, of no bytes if the stream is alone
 */
public record Framing(Optional<String> name, EncodedEvent prefix) {

  /** That of a stream that has its connection alone. */
  public static final Framing ALONE = new Framing(Optional.empty(), EncodedEvent.of(""));

  private static final EncodedEvent CURRENT = EncodedEvent.of(": current\n\n");

  /** That of one stream of several. */
  public static Framing named(String name) {
    return new Framing(Optional.of(name), EncodedEvent.of("data: " + Json.of(name) + "\n"));
  }

  boolean isAlone() {
    return name.isEmpty();
  }

  /** Says that the client has what the service has. */
  EncodedEvent current() {
    return isAlone() ? CURRENT : event("current", "");
  }

  /** Says whether what was sent depends on stale data, and since when. */
  EncodedEvent staleness(Optional<Instant> since) {
    Optional<String> time = since.map(each -> each.truncatedTo(MILLIS).toString());
    if (isAlone()) {
      return EncodedEvent.of(": " + time.map("stale since "::concat).orElse("live") + "\n\n");
    }
    return time.map(each -> event("stale", Json.of(each).toString()))
        .orElseGet(() -> event("live", ""));
  }

  /** Says that the stream has failed. */
  EncodedEvent error(ProblemDocument problem) {
    return event("error", text(problem));
  }

  /** Says why there will be nothing more of the stream, of which others go on. */
  EncodedEvent end(ProblemDocument problem) {
    return event("end", text(problem));
  }

  private static String text(ProblemDocument problem) {
    return new String(problem.bytes(), StandardCharsets.UTF_8);
  }

  private EncodedEvent event(String event, String data) {
    String line = data.isEmpty() ? "" : "data: " + data + "\n";
    String named = new String(prefix.bytes(), StandardCharsets.UTF_8);
    return EncodedEvent.of(named + "event: " + event + "\n" + line + "\n");
  }
}
