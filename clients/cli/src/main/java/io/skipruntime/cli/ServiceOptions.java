package io.skipruntime.cli;

import io.skipruntime.client.BrokerOptions;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SecretFile;
import io.skipruntime.client.SkipServiceBroker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the service is, and how it is reached. */
final class ServiceOptions {

  @Option(
      names = "--control",
      paramLabel = "URL",
      defaultValue = "${env:SKIP_CONTROL_URL:-http://127.0.0.1:8081}",
      description =
          "where to read and write (default: $SKIP_CONTROL_URL, or http://127.0.0.1:8081)")
  private URI control = URI.create("");

  @Option(
      names = "--streaming",
      paramLabel = "URL",
      defaultValue = "${env:SKIP_STREAMING_URL:-http://127.0.0.1:8080}",
      description = "where to follow (default: $SKIP_STREAMING_URL, or http://127.0.0.1:8080)")
  private URI streaming = URI.create("");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SKIP_TOKEN_FILE}",
      description = "has the token of the control listener in its first line")
  private @Nullable Path tokenFile;

  @Option(
      names = "--user-token-file",
      paramLabel = "FILE",
      description = "has the JSON web token of the user to act for in its first line")
  private @Nullable Path userTokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "has the certificates (PEM) that are trusted, in place of the JVM's")
  private @Nullable Path authoritiesFile;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long an answer may take (default: ${DEFAULT-VALUE})")
  private long timeoutSeconds;

  /**
   * A broker for the service.
   *
   * @throws UsageException if an option cannot be used
   */
  SkipServiceBroker broker() {
    if (timeoutSeconds < 1 || timeoutSeconds > TimeUnit.DAYS.toSeconds(1)) {
      throw new UsageException("--timeout: is to be from 1 to 86400 seconds");
    }
    BrokerOptions options =
        BrokerOptions.defaults().withTimeoutMillis(TimeUnit.SECONDS.toMillis(timeoutSeconds));
    if (tokenFile != null) {
      options = options.withControlToken(token("--token-file", tokenFile));
    }
    if (authoritiesFile != null) {
      options = options.withTlsContext(trusting(authoritiesFile));
    }
    SkipServiceBroker broker = new SkipServiceBroker(entrypoint(), options);
    return userTokenFile == null
        ? broker
        : broker.onBehalfOf(token("--user-token-file", userTokenFile));
  }

  private static String token(String option, Path file) {
    try {
      return SecretFile.token(option, file);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Entrypoint entrypoint() {
    try {
      return new Entrypoint(control, streaming);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--control, --streaming: " + e.getMessage());
    }
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      if (store.size() == 0) {
        throw new UsageException("--ca-file " + file + ": there is no certificate in it");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw UsageException.unreadable("--ca-file", file, e);
    } catch (GeneralSecurityException e) {
      throw new UsageException("--ca-file " + file + ": it is not a file of certificates in PEM");
    }
  }
}
