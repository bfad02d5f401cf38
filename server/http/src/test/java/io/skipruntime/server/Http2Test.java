package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, as proxies speak it. */
final class Http2Test {

  private final TestServer server = new TestServer();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  @AfterEach
  void close() {
    client.shutdownNow();
    server.close();
  }

  private HttpResponse<String> write(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void writesAndStreams_work() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            HttpRequest.newBuilder(server.streaming("/v1/resources/texts")).build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).isEqualTo(": signs current");
    assertThat(lines.readLine()).startsWith("retry: ");

    HttpResponse<String> written = write("[[\"a\",[\"x\"]]]");
    assertThat(written.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(written.statusCode()).isEqualTo(200);
    assertThat(lines.lines().filter(line -> line.contains("\"x\"")).findFirst())
        .hasValue("data: [[\"a\",[\"x\"]]]");
  }

  @Test
  void bodyThatIsTooLarge_isRefused() throws Exception {
    assertThat(write(" ".repeat((16 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(write("[]").statusCode()).isEqualTo(200);
  }
}
