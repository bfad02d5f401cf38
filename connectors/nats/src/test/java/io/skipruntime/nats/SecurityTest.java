package io.skipruntime.nats;

import static io.skipruntime.connect.shared.NumbersService.awaitReason;
import static io.skipruntime.connect.shared.NumbersService.put;
import static io.skipruntime.connect.shared.NumbersService.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.connect.shared.NumbersService;
import io.skipruntime.connect.shared.ServerCertificate;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources and sinks of a server that asks for TLS and a password. */
final class SecurityTest {

  private static final String PASSWORD = "a-hushed-word";

  @TempDir static Path files;

  private static ServerCertificate certificate;
  private static NatsServer server;

  private final List<ServiceInstance> started = new ArrayList<>();

  @BeforeAll
  static void launch() throws Exception {
    certificate = ServerCertificate.in(files);
    server =
        NatsServer.launch(
            "--tls",
            "--tlscert",
            certificate.chain().toString(),
            "--tlskey",
            certificate.key().toString(),
            "--user",
            "ann",
            "--pass",
            PASSWORD);
    Options options =
        new Options.Builder()
            .server("nats://" + named())
            .sslContext(certificate.trusting())
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

  /** The server under the name that its certificate has. */
  private static String named() {
    return "localhost:" + server.port();
  }

  private static NatsOptions options(String password) {
    return OrdersService.secured(named(), "ann", password, certificate.trusting())
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
        OrdersService.secured(server.address(), "ann", PASSWORD, certificate.trusting())
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
