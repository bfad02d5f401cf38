package io.skipruntime.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Some secrets, each of which proves that its bearer is trusted (RFC 6750). How long a comparison
 * takes does not depend on how much of a token is right. Immutable.
 */
public final class BearerTokens {

  private static final String SCHEME = "bearer ";

  private final List<byte[]> digests;

  /** The secrets; their digests are kept. */
  public BearerTokens(Collection<String> tokens) {
    this.digests = tokens.stream().map(BearerTokens::digest).toList();
  }

  /** What an {@code Authorization} header has after {@code Bearer}; empty if it has no such. */
  public static Optional<String> inHeader(String header) {
    return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? Optional.of(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  /** Whether there is no secret, so that no client can be told from others. */
  public boolean isEmpty() {
    return digests.isEmpty();
  }

  /** Whether a token is one of the secrets. */
  public boolean contains(String token) {
    byte[] given = digest(token);
    boolean found = false;
    for (byte[] digest : digests) {
      found |= MessageDigest.isEqual(digest, given);
    }
    return found;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
