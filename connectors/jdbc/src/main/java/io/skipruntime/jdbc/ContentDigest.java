package io.skipruntime.jdbc;

import io.skipruntime.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest of rows that does not depend on their order: the sum, in four lanes of 64 bits, of the
 * SHA-256 digests of the rows. Equal contents have equal digests, so that rows which are as they
 * were need not be delivered again. For one thread.
 *
 * <p>The idea is that of incremental hashing: Bellare and Micciancio, "A New Paradigm for
 * Collision-free Hashing", 1997 (AdHash).
 */
final class ContentDigest {

  private static final int LANES = 4;

  private final MessageDigest sha256 = sha256();
  private final long[] sum = new long[LANES];
  private long count;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest of a text, as hexadecimal digits. */
  static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** 64 bits of a key's digest. */
  long ofKey(Json key) {
    return digest(key.toString()).getLong();
  }

  /** Adds a row. */
  void add(RowMapping.Row row) {
    ByteBuffer digest =
        digest(
            row.key()
                + "\n"
                + row.value().map(Json::toString).orElse("")
                + "\n"
                + row.problem().orElse(""));
    for (int i = 0; i < LANES; i++) {
      sum[i] += digest.getLong();
    }
    count++;
  }

  private ByteBuffer digest(String text) {
    return ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The digest of all rows that were added. */
  String text() {
    StringBuilder text = new StringBuilder().append(count);
    for (long lane : sum) {
      text.append('-').append(HexFormat.of().toHexDigits(lane));
    }
    return text.toString();
  }
}
