package io.skipruntime.server.problem;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param contentType the media type, empty if there is no body
 * @param body the body; not changed any more
 * @param headers further headers by name
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  private static final byte[] NOTHING = new byte[0];

  /** Success, and nothing to say. */
  public static Answer empty(int status) {
    return new Answer(status, "", NOTHING, Map.of());
  }

  /** A JSON text in UTF-8. */
  public static Answer json(int status, byte[] text) {
    return new Answer(status, "application/json", text, Map.of());
  }

  /** Plain text. */
  public static Answer text(int status, String text) {
    return new Answer(
        status,
        "text/plain; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8),
        Map.of("Cache-Control", "no-store"));
  }

  /** This answer with another header. */
  public Answer with(String name, String value) {
    if (headers.isEmpty()) {
      return new Answer(status, contentType, body, Map.of(name, value));
    }
    Map<String, String> extended = new HashMap<>(headers);
    extended.put(name, value);
    return new Answer(status, contentType, body, extended);
  }
}
