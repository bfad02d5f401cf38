package io.skipruntime.server.security;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

/**
 * The PEM files by which a listener proves itself, and those by which its clients must be
 * certified. All are read together, so that they can be compared with what was there before.
 */
public final class CertificateFiles {

  private final String keyFile;
  private final byte[] chain;
  private final byte[] key;
  private final Optional<byte[]> clientAuthorities;

  private CertificateFiles(
      String keyFile, byte[] chain, byte[] key, Optional<byte[]> clientAuthorities) {
    this.keyFile = keyFile;
    this.chain = chain;
    this.key = key;
    this.clientAuthorities = clientAuthorities;
  }

  /**
   * Reads the files.
   *
   * @param chainFile the listener's certificate, and after it those that lead to an authority
   * @param keyFile the certificate's private key, not encrypted
   * @param clientAuthorityFile certificates of the authorities of clients
   * @throws SecretFileException if one cannot be read, or has no certificates
   */
  public static CertificateFiles read(
      String chainFile, String keyFile, Optional<String> clientAuthorityFile)
      throws SecretFileException {
    byte[] chain = certificates("tls-certificate", chainFile);
    byte[] key = SecretFile.bytes("tls-key", keyFile);
    Optional<byte[]> authorities = Optional.empty();
    if (clientAuthorityFile.isPresent()) {
      authorities =
          Optional.of(certificates("control-client-authorities", clientAuthorityFile.get()));
    }
    return new CertificateFiles(keyFile, chain, key, authorities);
  }

  private static byte[] certificates(String option, String file) throws SecretFileException {
    byte[] bytes = SecretFile.bytes(option, file);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (var certificate : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        if (certificate instanceof X509Certificate) {
          return bytes;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new SecretFileException(
          option + " " + file + ": it is not a file of certificates in PEM");
    }
    throw new SecretFileException(option + " " + file + ": the file has no certificate");
  }

  /** The option of the private key and its file, for messages. */
  public String keySubject() {
    return "tls-key " + keyFile;
  }

  /** The listener's certificate and those that lead to an authority. */
  public byte[] chain() {
    return chain.clone();
  }

  /** The certificate's private key. */
  public byte[] key() {
    return key.clone();
  }

  /** The authorities of clients, if these have to prove who they are. */
  public Optional<byte[]> clientAuthorities() {
    return clientAuthorities.map(byte[]::clone);
  }

  /** Whether the files say what others said. */
  public boolean isSame(CertificateFiles other) {
    return MessageDigest.isEqual(key, other.key)
        && Arrays.equals(chain, other.chain)
        && Arrays.equals(
            clientAuthorities.orElse(new byte[0]), other.clientAuthorities.orElse(new byte[0]));
  }
}
