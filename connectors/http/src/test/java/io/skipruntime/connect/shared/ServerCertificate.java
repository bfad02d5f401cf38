package io.skipruntime.connect.shared;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of a server at {@code localhost}, in files that the server reads.
 *
 * @param key the file of its private key
 * @param chain the file of the certificate, which no other has signed
 * @param trusting what trusts this certificate and no other
 */
public record ServerCertificate(Path key, Path chain, SSLContext trusting) {

  /**
   * Makes a certificate.
   *
   * @param directory takes its files
   * @param addresses the addresses that it is for, besides the name
   */
  public static ServerCertificate in(Path directory, String... addresses)
      throws IOException, GeneralSecurityException {
    CertificateBuilder builder =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .setIsCertificateAuthority(true)
            .addSanDnsName("localhost");
    for (String address : addresses) {
      builder.addSanIpAddress(address);
    }
    X509Bundle certificate;
    try {
      certificate = builder.buildSelfSigned();
    } catch (Exception e) { // as it is declared
      throw new GeneralSecurityException("the certificate cannot be made", e);
    }
    return new ServerCertificate(
        Files.writeString(directory.resolve("key"), certificate.getPrivateKeyPEM()),
        Files.writeString(directory.resolve("chain"), certificate.getCertificatePathPEM()),
        trusting(certificate));
  }

  private static SSLContext trusting(X509Bundle certificate)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.getRootCertificate());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
