package io.skipruntime.server.connection;

import io.skipruntime.server.security.CertificateFiles;
import io.skipruntime.server.security.SecretFileException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;

/**
 * TLS for a listener: its certificate, and whether clients need one.
 *
 * @param certificates what a client sees
 * @param clients the authorities of clients; without any, clients need no certificate
 */
public record Encryption(PemKeyCertOptions certificates, Optional<PemTrustOptions> clients) {

  /**
   * What connections are encrypted with: the JDK's suites that authenticate what they encrypt, with
   * keys that a certificate's key does not give away later; not those with CBC (RFC 9325, 4.2).
   */
  public static final List<String> CIPHER_SUITES = cipherSuites();

  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.UTF_8);

  /**
   * What files say.
   *
   * @throws SecretFileException if the key cannot be read, or is not that of the certificate
   */
  public static Encryption of(Vertx vertx, CertificateFiles files) throws SecretFileException {
    PemKeyCertOptions certificates =
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(files.chain()))
            .setKeyValue(Buffer.buffer(files.key()));
    checkPair(vertx, certificates, files.keySubject());
    return new Encryption(
        certificates,
        files
            .clientAuthorities()
            .map(bytes -> new PemTrustOptions().addCertValue(Buffer.buffer(bytes))));
  }

  /** The same for a listener that takes clients without certificates. */
  public Encryption forAnyClient() {
    return new Encryption(certificates, Optional.empty());
  }

  /** The same for sockets of the JDK. */
  public SSLContext context(Vertx vertx) {
    try {
      TrustManager[] trusted =
          clients.isPresent()
              ? clients.get().getTrustManagerFactory(vertx).getTrustManagers()
              : new TrustManager[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          certificates.getKeyManagerFactory(vertx).getKeyManagers(), trusted, new SecureRandom());
      return context;
    } catch (Exception e) {
      throw new IllegalStateException("the certificates were checked before", e);
    }
  }

  /** What is demanded of clients. */
  public ClientAuth clientAuth() {
    return clients.isPresent() ? ClientAuth.REQUIRED : ClientAuth.NONE;
  }

  private static void checkPair(Vertx vertx, PemKeyCertOptions pair, String subject)
      throws SecretFileException {
    X509KeyManager manager;
    String alias;
    try {
      alias = Collections.list(pair.loadKeyStore(vertx).aliases()).get(0);
      manager = (X509KeyManager) pair.getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      throw new SecretFileException(
          subject
              + ": the file has no private key that can be used; it has to be PEM, not encrypted,"
              + " with RSA or EC");
    }
    try {
      PublicKey shown = manager.getCertificateChain(alias)[0].getPublicKey();
      if (!isPair(manager.getPrivateKey(alias), shown)) {
        throw new SecretFileException(
            subject + ": the key is not that of the first certificate in tls-certificate");
      }
    } catch (GeneralSecurityException e) {
      throw new SecretFileException(subject + ": the key does not go with the certificate");
    }
  }

  private static List<String> cipherSuites() {
    try {
      String[] all = SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
      return Arrays.stream(all)
          .filter(each -> each.contains("_GCM_") || each.contains("_CHACHA20_"))
          .filter(each -> !each.startsWith("TLS_RSA_"))
          .toList();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private static boolean isPair(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    signature.update(SAMPLE);
    return signature.verify(signed);
  }
}
