package io.skipruntime.server.stream;

import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The identifiers of streams, which say of which process they are, and what is told to those who
 * follow a stream of an earlier one.
 *
 * <p>A server that is started does not know the streams of the process before it, or of another one
 * behind the same address. A browser's {@code EventSource} takes a 404, as any status but 200, as
 * final; so those who come back after a restart, as {@code retry} invites them to, would never
 * connect again. They are answered by an event stream with an {@code error} event that ends. {@code
 * EventSource} tells its page of the error and comes back after {@code retry}; a client that can
 * open streams opens another one. A stream that this process has closed is not among them: its 404
 * is meant to be final.
 *
 * <p>Identifiers are UUIDs of version 8 (RFC 9562, section 5.8): 32 bits that are the same for all
 * of a process, and 90 random ones, which cannot be guessed. Immutable.
 */
public final class LostStreams {

  private static final int VERSION = 8;
  private static final int LENGTH = 36;
  private static final int RETRY_MILLIS = 5000;

  private final long process = UUID.randomUUID().getMostSignificantBits() & 0xFFFFFFFF00000000L;

  /** Identifiers of a process that has just started. */
  public LostStreams() {}

  /** The identifier of a new stream. */
  public String newIdentifier() {
    UUID random = UUID.randomUUID();
    long high = process | (random.getMostSignificantBits() & 0xFFFF0FFFL) | (VERSION << 12);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }

  /** Whether an identifier was made by another process, as far as it says. */
  public boolean isOfAnother(String identifier) {
    try {
      UUID uuid = UUID.fromString(identifier);
      return identifier.length() == LENGTH
          && uuid.version() == VERSION
          && (uuid.getMostSignificantBits() & 0xFFFFFFFF00000000L) != process;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Refuses a stream of another process. */
  public static RefusedException refusal() {
    return RefusedException.toldByAStream(
        ProblemDocument.of(
            404,
            "unknown-stream",
            "the stream was opened at a process that is not running any more, or at another one;"
                + " open a new one"));
  }

  /** What a request for such a stream is answered with. */
  public static Answer answer(ProblemDocument problem) {
    long retry = RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_MILLIS);
    String told =
        ": signs current\nretry: "
            + retry
            + "\n\n"
            + new String(Framing.ALONE.error(problem).bytes(), StandardCharsets.UTF_8);
    return new Answer(
        200,
        "text/event-stream",
        told.getBytes(StandardCharsets.UTF_8),
        Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"));
  }
}
