package io.skipruntime.engine;

import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The identifier of an event: a version of the contents of one stream. It vouches for all that the
 * contents depend on, so that a subscriber who presents it is told of differences only where it has
 * contents that these can be applied to.
 *
 * @param watermark the version
 * @param fingerprint stands for resource, parameters (with the verified user among them) and the
 *     history of the contents: of 12 letters, digits, {@code -} and {@code _}
 */
public record EventId(Watermark watermark, String fingerprint) {

  private static final int FINGERPRINT_BYTES = 9;
  private static final char SEPARATOR = '.';

  /** Parses the wire form; empty if the text is not of that form. */
  public static Optional<EventId> parse(String text) {
    return Watermark.parse(text)
        .filter(mark -> mark.epoch().indexOf(SEPARATOR) > 0)
        .map(mark -> {
          int separator = mark.epoch().lastIndexOf(SEPARATOR);
          return new EventId(
              new Watermark(mark.epoch().substring(0, separator), mark.tick()),
              mark.epoch().substring(separator + 1));
        });
  }

  /**
   * The fingerprint of an instance whose contents are of a history.
   *
   * @param epoch the service's, so that equal parameters have other fingerprints elsewhere
   */
  static String fingerprint(String epoch, ResourceInstance.Key key, History history) {
    Json identity =
        Json.array(
            Json.of(epoch),
            Json.of(key.resource()),
            Json.from(key.params()),
            Json.of(history.tick()),
            Json.of(history.slot()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(identity.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, FINGERPRINT_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** The wire form, {@code epoch.fingerprint/tick}; opaque to clients. */
  @Override
  public String toString() {
    return watermark.epoch() + SEPARATOR + fingerprint + "/" + watermark.tick();
  }
}
