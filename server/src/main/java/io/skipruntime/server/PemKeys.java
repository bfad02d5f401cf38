package io.skipruntime.server;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys in the text form that {@code openssl … -pubout} writes (RFC 7468). */
final class PemKeys {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC");

  private PemKeys() {}

  /**
   * All keys in a text.
   *
   * @throws IllegalArgumentException if there is none, or one that is neither of RSA nor of an
   *     elliptic curve
   */
  static List<PublicKey> read(String text) {
    List<PublicKey> keys = new ArrayList<>();
    Matcher matcher = KEY.matcher(text);
    while (matcher.find()) {
      keys.add(key(Base64.getMimeDecoder().decode(matcher.group(1))));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("it has no PUBLIC KEY");
    }
    return keys;
  }

  private static PublicKey key(byte[] encoded) {
    GeneralSecurityException last = new GeneralSecurityException();
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new IllegalArgumentException("it has a public key that is not of RSA or EC", last);
  }
}
