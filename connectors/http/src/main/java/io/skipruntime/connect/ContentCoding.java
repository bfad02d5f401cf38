package io.skipruntime.connect;

import io.skipruntime.json.input.GzipInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A decoder of answers that are sent in a content coding (RFC 9110, 8.4). They may be as long after
 * that as those that are sent without.
 */
final class ContentCoding {

  /** What an answer may be coded in, as the header {@code Accept-Encoding} says it. */
  static final String ACCEPTED = "gzip";

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final int SLICE_BYTES = 8 << 10;

  private ContentCoding() {}

  /**
   * An answer without its coding.
   *
   * @param codings the values of the header {@code Content-Encoding}
   * @param maxBytes how long the result may be
   * @throws LimitedBody.TooLongException if it is longer
   * @throws IOException if the coding is not known, or the answer is not in it
   */
  static byte[] decode(List<String> codings, byte[] body, long maxBytes) throws IOException {
    String coding = String.join(",", codings).strip().toLowerCase(Locale.ROOT);
    if (coding.isEmpty() || coding.equals("identity") || body.length == 0) {
      return body;
    }
    if (!GZIP.contains(coding)) {
      throw new IOException("has a Content-Encoding other than gzip");
    }
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] slice = new byte[SLICE_BYTES];
    try (InputStream in = new GzipInput(body)) {
      for (int count = in.read(slice); count >= 0; count = in.read(slice)) {
        if (decoded.size() + (long) count > maxBytes) {
          throw new LimitedBody.TooLongException(maxBytes);
        }
        decoded.write(slice, 0, count);
      }
    } catch (LimitedBody.TooLongException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("is not in gzip, as its Content-Encoding says", e);
    }
    return decoded.toByteArray();
  }
}
