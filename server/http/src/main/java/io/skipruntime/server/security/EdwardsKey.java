package io.skipruntime.server.security;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 as the JDK has it (RFC 8032, RFC 8410), between a JWK and a signature. */
final class EdwardsKey {

  /** What comes before the key itself in an X.509 encoding. */
  private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "Ed25519";

  private EdwardsKey() {}

  /** The JWK of a public key. */
  static OctetKeyPair jwk(PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] bare = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(bare)).build();
  }

  /** Whether a signature of a message is that of a key. */
  static boolean verify(OctetKeyPair key, byte[] message, byte[] signed)
      throws GeneralSecurityException {
    byte[] bare = key.getDecodedX();
    if (!Curve.Ed25519.equals(key.getCurve()) || bare.length != KEY_BYTES) {
      return false;
    }
    byte[] encoded = Arrays.copyOf(HEADER, HEADER.length + KEY_BYTES);
    System.arraycopy(bare, 0, encoded, HEADER.length, KEY_BYTES);
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initVerify(
        KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
    signature.update(message);
    try {
      return signature.verify(signed);
    } catch (SignatureException malformed) {
      return false;
    }
  }
}
