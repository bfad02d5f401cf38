package io.skipruntime.server.security;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short-lived permissions to follow one stream: {@code EXPIRY.SIGNATURE}, where the expiry is in
 * seconds since 1970, and the signature the HMAC-SHA256, in Base64 for addresses and without
 * padding, of three lines: {@code skip-stream/1}, the expiry, and the path of the stream. Every
 * holder of the secret can make them. Immutable.
 */
public final class StreamTokens {

  private static final String PURPOSE = "skip-stream/1\n";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int EXPIRY_DIGITS = 12;

  private final List<byte[]> secrets;

  /**
   * Tokens of some secrets.
   *
   * @param secrets the first signs, any of them verifies; at least one
   */
  public StreamTokens(List<String> secrets) {
    this.secrets = secrets.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** A permission for a path, until a time in seconds since 1970. */
  public String token(String path, long expirySeconds) {
    return expirySeconds + "." + signature(secrets.get(0), path, String.valueOf(expirySeconds));
  }

  /** Whether a token permits a path at a time in seconds since 1970. */
  public boolean permits(String token, String path, long nowSeconds) {
    int dot = token.indexOf('.');
    if (dot <= 0 || dot > EXPIRY_DIGITS) {
      return false;
    }
    String expiry = token.substring(0, dot);
    byte[] given = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    boolean signed = false;
    for (byte[] secret : secrets) {
      byte[] expected = signature(secret, path, expiry).getBytes(StandardCharsets.UTF_8);
      signed |= MessageDigest.isEqual(expected, given);
    }
    return signed
        && expiry.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        && Long.parseLong(expiry) > nowSeconds;
  }

  private static String signature(byte[] secret, String path, String expiry) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] message = (PURPOSE + expiry + "\n" + path).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
