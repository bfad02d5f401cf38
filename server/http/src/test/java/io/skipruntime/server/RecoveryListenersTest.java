package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.route.Security;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered while a service recovers its data. */
class RecoveryListenersTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final StorageStatus STATUS =
      new StorageStatus(StorageStatus.State.RECOVERING, "reading a disk for 3 s", Map.of());

  @TempDir private Path directory = Path.of("");

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Asks until the listener is there. */
  private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).build();
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        return client.send(request, BodyHandlers.ofString());
      } catch (ConnectException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void assertAnswers(HttpClient client, String scheme, ServerOptions options)
      throws Exception {
    for (int port : new int[] {options.controlPort(), options.streamingPort()}) {
      String address = scheme + "://127.0.0.1:" + port;
      HttpResponse<String> health = get(client, address + "/healthz");
      assertThat(health.statusCode()).isEqualTo(200);
      HttpResponse<String> readiness = get(client, address + "/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(TestServer.problem(readiness).get("type").asString()).isEqualTo("recovering");
      assertThat(readiness.body().contains("for 3 s")).isEqualTo(port == options.controlPort());
      assertThat(get(client, address + "/v1/resources/users").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void bothListeners_answer_untilTheServiceIsThere() throws Exception {
    ServerOptions options = ServerOptions.defaults().withPorts(freePort(), freePort());
    try (HttpClient client = HttpClient.newHttpClient()) {
      try (RecoveryListeners listeners =
          RecoveryListeners.begin(options, Security.of(options), () -> Optional.of(STATUS))) {
        assertThat(listeners).isNotNull();
        assertAnswers(client, "http", options);
      }
      URI gone = URI.create("http://127.0.0.1:" + options.controlPort() + "/healthz");
      assertThatThrownBy(
              () -> client.send(HttpRequest.newBuilder(gone).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void bothListeners_answer_withTls() throws Exception {
    TlsFiles files = new TlsFiles(directory);
    ServerOptions options =
        ServerOptions.defaults().withPorts(freePort(), freePort()).withSecurity(files.options());
    try (RecoveryListeners listeners =
            RecoveryListeners.begin(options, Security.of(options), () -> Optional.of(STATUS));
        HttpClient client =
            HttpClient.newBuilder().sslContext(files.clientContext(Optional.empty())).build()) {
      assertThat(listeners).isNotNull();
      assertAnswers(client, "https", options);
    }
  }
}
