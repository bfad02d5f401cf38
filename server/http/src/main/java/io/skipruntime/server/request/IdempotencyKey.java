package io.skipruntime.server.request;

import io.skipruntime.server.problem.RefusedException;
import java.util.List;
import java.util.Optional;

/**
 * The key by which a client says that two requests are one: what the header {@value #HEADER} of a
 * request has, an opaque text.
 */
public final class IdempotencyKey {

  private static final String HEADER = "Idempotency-Key";

  private static final int MOST_CHARACTERS = 255;

  private IdempotencyKey() {}

  /**
   * The key of a call; empty if it has none.
   *
   * @throws RefusedException if there are several, or it is too long or no text
   */
  public static Optional<String> of(Call call) {
    List<String> given = call.headers().all(HEADER);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String key = given.getFirst();
    boolean isText = key.chars().allMatch(character -> character > ' ' && character <= '~');
    if (given.size() > 1 || key.isEmpty() || key.length() > MOST_CHARACTERS || !isText) {
      throw new RefusedException(
          400,
          "malformed-request",
          HEADER + " must be one text of 1 to " + MOST_CHARACTERS + " visible ASCII characters");
    }
    return Optional.of(key);
  }
}
