package io.skipruntime.cli;

import io.skipruntime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A key of Ed25519 (RFC 8032) in two files: the public half as a JSON web key set (RFC 8037), the
 * private half in PEM (RFC 7468), which its owner alone may read.
 */
final class DevelopmentKey {

  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private DevelopmentKey() {}

  /**
   * Makes a key and its files.
   *
   * @throws IOException if a file is there already, or cannot be written
   */
  static void write(Path keys, Path privateKey) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    if (privateKey.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          privateKey,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(privateKey);
    }
    String encoded = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    Files.writeString(privateKey, BEGIN + "\n" + encoded + "\n" + END + "\n");
    byte[] x509 = pair.getPublic().getEncoded(); // ends with the bare key (RFC 8410)
    byte[] bare = Arrays.copyOfRange(x509, x509.length - KEY_BYTES, x509.length);
    Json key =
        Json.object(
            Map.of(
                "kty", Json.of("OKP"),
                "crv", Json.of(ALGORITHM),
                "x", Json.of(ENCODER.encodeToString(bare))));
    Files.write(keys, Json.object(Map.of("keys", Json.array(List.of(key)))).toUtf8());
  }

  /**
   * The token with claims, signed (RFC 7515).
   *
   * @param file where the private key is, for messages
   * @param pem the private key as it was written
   * @throws UsageException if that is no such key
   */
  static String sign(Path file, String pem, Json claims) throws GeneralSecurityException {
    Json header = Json.object(Map.of("alg", Json.of("EdDSA"), "typ", Json.of("JWT")));
    String message =
        ENCODER.encodeToString(header.toUtf8()) + "." + ENCODER.encodeToString(claims.toUtf8());
    Signature signature = Signature.getInstance(ALGORITHM);
    try {
      byte[] encoded =
          Base64.getMimeDecoder().decode(pem.replace(BEGIN, "").replace(END, "").strip());
      signature.initSign(
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UsageException(file + ": the file of the private key has no key of Ed25519 in PEM");
    }
    signature.update(message.getBytes(StandardCharsets.US_ASCII));
    return message + "." + ENCODER.encodeToString(signature.sign());
  }
}
