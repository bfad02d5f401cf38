package io.skipruntime.server.request;

import io.skipruntime.json.Json;
import io.skipruntime.json.input.GzipInput;
import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A decoder of bodies that are sent in a content coding (RFC 9110, 8.4). A body may be as long
 * after that as one that is sent without, and takes as much of the budget; so a few bytes that
 * stand for very many cost no more than the many would.
 */
public final class ContentCoding {

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final int FIRST_BYTES = 8 << 10;

  private ContentCoding() {}

  /**
   * A body without its coding.
   *
   * @param codings the values of the header {@code Content-Encoding}
   * @param maxBytes how long the result may be
   * @throws RefusedException if the coding is not known, the body is not in it, or is too long
   */
  public static byte[] decode(List<String> codings, ReceivedBody body, int maxBytes) {
    String coding = String.join(",", codings).strip().toLowerCase(Locale.ROOT);
    if (coding.isEmpty() || coding.equals("identity") || body.bytes().length == 0) {
      return body.bytes();
    }
    if (!GZIP.contains(coding)) {
      throw new RefusedException(
          ProblemDocument.of(
              415, "unsupported-media-type", "the only Content-Encoding of a body is gzip"),
          Map.of("Accept-Encoding", "gzip"));
    }
    ByteBudget budget = body.budget();
    long taken = 0;
    byte[] decoded = new byte[0];
    int length = 0;
    try (InputStream in = new GzipInput(body.bytes())) {
      while (true) {
        if (length == decoded.length) {
          int capacity = (int) Math.min(maxBytes + 1L, Math.max(FIRST_BYTES, 2L * length));
          if (!budget.take(body.taken() + taken, capacity - taken)) {
            throw new RefusedException(
                503, "overloaded", "there is no room for more bodies; try again in a while");
          }
          taken = capacity;
          decoded = Arrays.copyOf(decoded, capacity);
        }
        int count = in.read(decoded, length, decoded.length - length);
        if (count < 0) {
          return Arrays.copyOf(decoded, length);
        }
        length += count;
        if (length > maxBytes) {
          throw new RefusedException(
              ProblemDocument.of(
                      413, "body-too-large", "a body may have " + maxBytes + " bytes at most")
                  .with("maxBytes", Json.of(maxBytes)));
        }
      }
    } catch (IOException e) {
      throw new RefusedException(
          400, "malformed-request", "the body is not in gzip, as Content-Encoding says");
    } finally {
      budget.giveBack(taken);
    }
  }
}
