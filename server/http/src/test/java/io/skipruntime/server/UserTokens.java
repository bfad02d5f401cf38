package io.skipruntime.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Map;

/** An issuer of tokens with a key of each kind. */
final class UserTokens {

  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "notes";

  private final KeyPair rsa = pair("RSA", 2048);
  private final KeyPair ec = pair("EC", 256);
  private final KeyPair edwards = pair("Ed25519", 255);

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What says that a user is whom they say, for five minutes. */
  static JWTClaimsSet.Builder claims(String user) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(user)
        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
  }

  private static String sign(JWSHeader.Builder header, JWSSigner signer, JWTClaimsSet claims) {
    try {
      SignedJWT token = new SignedJWT(header.build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String rs256(JWTClaimsSet claims) {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa"),
        new RSASSASigner(rsa.getPrivate()),
        claims);
  }

  String es256(JWTClaimsSet claims) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256),
        new ECDSASigner(ec.getPrivate(), Curve.P_256),
        claims);
  }

  String edDsa(JWTClaimsSet claims) throws Exception {
    return edDsa(claims.toString());
  }

  /** A token of a text, which may be any. */
  String edDsa(String payload) throws Exception {
    String head = part("{\"alg\":\"EdDSA\"}") + "." + part(payload);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(edwards.getPrivate());
    signature.update(head.getBytes(StandardCharsets.US_ASCII));
    return head + "." + Base64URL.encode(signature.sign());
  }

  static String hs256(byte[] secret, JWTClaimsSet claims) throws JOSEException {
    return sign(new JWSHeader.Builder(JWSAlgorithm.HS256), new MACSigner(secret), claims);
  }

  /** A token with a signature that does not matter. */
  static String forged(String header, JWTClaimsSet claims, String signature) {
    return part(header) + "." + part(claims.toString()) + "." + signature;
  }

  private static String part(String text) {
    return Base64URL.encode(text).toString();
  }

  /** The public keys as PEM. */
  String pem() {
    return pem(rsa) + pem(ec) + pem(edwards);
  }

  /** The public RSA key as PEM. */
  String rsaPem() {
    return pem(rsa);
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The public keys as a JSON web key set. */
  String keySet() {
    byte[] encoded = edwards.getPublic().getEncoded();
    String bare = Base64URL.encode(Arrays.copyOfRange(encoded, 12, 44)).toString();
    return "{\"keys\":["
        + new RSAKey.Builder((RSAPublicKey) rsa.getPublic()).keyID("rsa").build().toJSONString()
        + ","
        + new ECKey.Builder(Curve.P_256, (ECPublicKey) ec.getPublic()).build().toJSONString()
        + ","
        + JSONObjectUtils.toJSONString(Map.of("kty", "OKP", "crv", "Ed25519", "x", bare))
        + "]}";
  }
}
