package io.skipruntime.nats;

import static io.skipruntime.nats.NumbersService.awaitReason;
import static io.skipruntime.nats.NumbersService.put;
import static io.skipruntime.nats.NumbersService.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources and sinks of a server that asks for TLS and a password. */
final class SecurityTest {

  private static final String PASSWORD = "a-hushed-word";

  @TempDir static Path files;

  private static X509Bundle certificate;
  private static NatsServer server;

  private final List<ServiceInstance> started = new ArrayList<>();

  @BeforeAll
  static void launch() throws Exception {
    certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .setIsCertificateAuthority(true)
            .addSanDnsName("localhost")
            .buildSelfSigned();
    Path key = Files.writeString(files.resolve("key"), certificate.getPrivateKeyPEM());
    Path chain = Files.writeString(files.resolve("chain"), certificate.getCertificatePathPEM());
    server =
        NatsServer.launch(
            "--tls",
            "--tlscert",
            chain.toString(),
            "--tlskey",
            key.toString(),
            "--user",
            "ann",
            "--pass",
            PASSWORD);
    Options options =
        new Options.Builder()
            .server("nats://" + named())
            .sslContext(trusting())
            .userInfo("ann", PASSWORD)
            .build();
    NatsServer.run(
        options,
        connection -> {
          connection
              .keyValueManagement()
              .create(KeyValueConfiguration.builder().name("orders").build());
          String order = "{\"customer\":\"ann\",\"amount\":10}";
          return connection.keyValue("orders").put("o1", order);
        });
  }

  @AfterAll
  static void end() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private static SSLContext trusting() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("server", certificate.getRootCertificate());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The server under the name that its certificate has. */
  private static String named() {
    return "localhost:" + server.port();
  }

  private static NatsOptions options(String password) {
    return OrdersService.secured(named(), "ann", password, trusting())
        .withTimeoutMillis(1_000)
        .withCheckMillis(50)
        .withMaxRetryMillis(100);
  }

  private ServiceInstance start(SkipService<?, ?> service) {
    ServiceInstance instance = ServiceInstance.start(service);
    started.add(instance);
    return instance;
  }

  @Test
  void sourceAndSink_work() {
    ServiceInstance service = start(new OrdersService(options(PASSWORD)));
    assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 10L));
    NumbersService.awaitDelivered(service);
  }

  @Test
  void wrongPassword_isSaid_andNotShown() {
    isRefused(options("another-hushed-word"), "NATS refuses the credentials");
  }

  @Test
  void serverThatIsNotTrusted_isSaid() {
    isRefused(
        NatsOptions.of(named()).withCredentials("ann", PASSWORD).withTls(), "TLS with NATS fails");
  }

  @Test
  void certificateOfAnotherHost_isRefused() {
    isRefused(
        OrdersService.secured(server.address(), "ann", PASSWORD, trusting())
            .withTimeoutMillis(1_000),
        "TLS with NATS fails");
  }

  private void isRefused(NatsOptions options, String why) {
    assertThatThrownBy(() -> start(new OrdersService(options)).getAll("amounts"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hushed");
    ServiceInstance service = start(new NumbersService(NatsSink.of(options, "amounts")));
    put(service, "a", 1);
    awaitReason(service, why);
    assertThat(status(service).reason().orElseThrow()).doesNotContain("hushed");
  }
}
