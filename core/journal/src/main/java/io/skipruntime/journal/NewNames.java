package io.skipruntime.journal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The new names that a start, a restore or a repair gives: each is random, so that no two of them
 * are ever equal.
 */
final class NewNames {

  /** What is between a program and the start that its derived data is from. */
  static final String LINEAGE = " since ";

  private static final SecureRandom RANDOM = new SecureRandom();

  private NewNames() {}

  /** A name for all that a program derives from a start that computes everything. */
  static String lineage(String program) {
    return program + LINEAGE + epoch();
  }

  /** A name for a sequence of ticks. */
  static String epoch() {
    byte[] bits = new byte[8];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
