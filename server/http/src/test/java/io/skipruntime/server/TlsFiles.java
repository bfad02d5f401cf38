package io.skipruntime.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.skipruntime.server.options.SecurityOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An authority, certificates of it for this machine, and the files of a server that has one. */
public final class TlsFiles {

  private final X509Bundle authority = authority();
  private final Path certificate;
  private final Path key;

  /** Makes the files in a directory. */
  public TlsFiles(Path directory) throws Exception {
    certificate = directory.resolve("server.pem");
    key = directory.resolve("server.key");
    replace(forServer("first"));
  }

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=authority")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate of this machine. */
  X509Bundle forServer(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanIpAddress("127.0.0.1")
        .addExtendedKeyUsageServerAuth()
        .buildIssuedBy(authority);
  }

  /** A certificate of a client. */
  X509Bundle forClient() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=backend")
        .addExtendedKeyUsageClientAuth()
        .buildIssuedBy(authority);
  }

  /** Writes the files of the server anew. */
  void replace(X509Bundle bundle) throws IOException {
    write(key, bundle.getPrivateKeyPEM());
    write(certificate, bundle.getCertificatePathPEM());
  }

  private static void write(Path file, String text) throws IOException {
    Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  Path certificate() {
    return certificate;
  }

  Path key() {
    return key;
  }

  /** A file with the authority's certificate. */
  public Path authorityFile() throws IOException {
    return Files.writeString(
        certificate.resolveSibling("authority.pem"), authority.getCertificatePEM());
  }

  /** Options with these files. */
  public SecurityOptions options() {
    return SecurityOptions.defaults()
        .withTlsCertificate(certificate.toString())
        .withTlsKey(key.toString())
        .withTlsReloadMillis(20);
  }

  /** What a client needs that trusts the authority, and shows a certificate if it has one. */
  SSLContext clientContext(Optional<X509Bundle> shown) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        shown.isPresent() ? shown.get().toKeyManagerFactory().getKeyManagers() : new KeyManager[0];
    TrustManager[] trusted = authority.toTrustManagerFactory().getTrustManagers();
    context.init(keys, trusted, new SecureRandom());
    return context;
  }
}
