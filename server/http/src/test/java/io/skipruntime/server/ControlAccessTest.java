package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.options.Configuration;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlAccessTest {

  private static final String TOKEN = "correct-horse-battery-staple";
  private static final String SNAPSHOT = "{}";

  @TempDir private Path directory;

  private static ServerOptions with(SecurityOptions security) {
    return ServerOptions.defaults().withSecurity(security);
  }

  private static ServerOptions withToken() {
    return with(SecurityOptions.defaults().withControlToken(TOKEN));
  }

  private static HttpResponse<String> snapshot(TestServer server, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/snapshot/texts"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(SNAPSHOT));
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  /** The first line of the answer to a snapshot with a given {@code Host} and further headers. */
  private static String raw(TestServer server, String host, String... headers) throws IOException {
    String lines = List.of(headers).stream().map(each -> each + "\r\n").reduce("", String::concat);
    return RawRequest.sendUntilClosed(
            server,
            "POST /v1/snapshot/texts HTTP/1.1\r\nHost: "
                + host
                + "\r\nConnection: close\r\n"
                + lines
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
                + SNAPSHOT)
        .lines()
        .findFirst()
        .orElse("");
  }

  @Test
  void everyRouteButHealth_needsTheToken() {
    try (TestServer server = new TestServer(withToken())) {
      HttpResponse<String> refused = snapshot(server);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(TestServer.problem(refused).get("type").asString()).isEqualTo("unauthorized");
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"skip control\"");
      assertThat(server.get(server.control("/metrics")).statusCode()).isEqualTo(401);
      assertThat(server.get(server.control("/no/such/path")).statusCode()).isEqualTo(401);
      assertThat(server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]").statusCode()).isEqualTo(401);

      HttpResponse<String> taken = snapshot(server, "Authorization", "Bearer " + TOKEN);
      assertThat(taken.statusCode()).isEqualTo(200);
      assertThat(taken.body()).as("what was refused was not written").isEqualTo("[]");
      assertThat(server.get(server.control("/healthz")).statusCode()).isEqualTo(200);
      assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong-horse-battery-stapl",
        "Bearer " + TOKEN + "x",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        TOKEN
      })
  void wrongToken_isRefused_withoutBeingRepeated(String header) {
    try (TestServer server = new TestServer(withToken())) {
      HttpResponse<String> refused = snapshot(server, "Authorization", header);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
      assertThat(refused.body()).doesNotContain("horse");
    }
  }

  @Test
  void tokensInFile_areAllGood() throws IOException {
    Path file = directory.resolve("tokens");
    Files.writeString(file, "the-old-token-of-2025\n\n  the-new-token-of-2026\n");
    SecurityOptions security = SecurityOptions.defaults().withControlTokenFile(file.toString());
    try (TestServer server = new TestServer(with(security))) {
      for (String token : List.of("the-old-token-of-2025", "the-new-token-of-2026")) {
        assertThat(snapshot(server, "Authorization", "bearer " + token).statusCode())
            .isEqualTo(200);
      }
      assertThat(snapshot(server, "Authorization", "Bearer ").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void tokenFileThatCannotBeUsed_isNamed_andWhatItHasIsNot() throws IOException {
    Path file = directory.resolve("tokens");
    ServerOptions options =
        with(SecurityOptions.defaults().withControlTokenFile(file.toString())).withPorts(0, 0);
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
        .isInstanceOf(ServerStartException.class)
        .hasMessage("control-token-file " + file + ": there is no such file");
    Files.writeString(file, "hunter2");
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
        .hasMessageContaining("at least 16 characters")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void controlOpenToOthers_needsTokenOrConsent() {
    ServerOptions open = ServerOptions.defaults().withPorts(0, 0).withControlHost("0.0.0.0");
    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), open))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--control-token-file");
    SkipServer.start(new GroupsService(), open.withSecurity(withToken().security())).close();
  }

  @Test
  void token_isNeverShown() {
    ServerOptions options = ServerOptions.parse("--control-token=" + TOKEN);
    assertThat(Configuration.summary(options))
        .containsExactly("control-token = (hidden) (--control-token)");
    assertThatThrownBy(() -> ServerOptions.parse("--control-token=hunter2"))
        .hasMessageContaining("at least 16 characters")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void webPages_mayNotUseControl_whateverTheyKnow() {
    try (TestServer server = new TestServer(withToken())) {
      String bearer = "Bearer " + TOKEN;
      HttpResponse<String> page =
          snapshot(server, "Authorization", bearer, "Origin", "https://app.example");
      assertThat(page.statusCode()).isEqualTo(403);
      assertThat(TestServer.problem(page).get("type").asString()).isEqualTo("forbidden");
      for (String site : List.of("cross-site", "same-site")) {
        assertThat(snapshot(server, "Authorization", bearer, "Sec-Fetch-Site", site).statusCode())
            .isEqualTo(403);
      }
      assertThat(snapshot(server, "Authorization", bearer, "Sec-Fetch-Site", "none").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void namesThatAnybodyCanRegister_areNotThoseOfControl() throws IOException {
    try (TestServer server = new TestServer()) {
      for (String host :
          List.of(
              "rebound.example",
              "rebound.example:8081",
              "127.0.0.1.example",
              "localhost.example")) {
        assertThat(raw(server, host)).as(host).contains(" 403 ");
      }
      for (String host :
          List.of(
              "127.0.0.1",
              "10.1.2.3:8081",
              "[::1]:8081",
              "localhost:8081",
              "a.localhost",
              "skip")) {
        assertThat(raw(server, host)).as(host).contains(" 200 ");
      }
      assertThat(raw(server, "localhost", "Origin: null")).contains(" 403 ");
    }
  }

  @Test
  void configuredNames_areThoseOfControl() throws IOException {
    SecurityOptions security =
        SecurityOptions.defaults().withControlNames(Set.of("Skip.example", "*.cluster.example"));
    try (TestServer server = new TestServer(with(security))) {
      assertThat(raw(server, "skip.example:80")).contains(" 200 ");
      assertThat(raw(server, "SKIP.Example")).contains(" 200 ");
      assertThat(raw(server, "a.b.cluster.example")).contains(" 200 ");
      assertThat(raw(server, "other.example")).contains(" 403 ");
      assertThat(raw(server, "evilcluster.example")).contains(" 403 ");
    }
    try (TestServer server = new TestServer(withToken())) {
      assertThat(raw(server, "any.example", "Authorization: Bearer " + TOKEN))
          .as("whoever has the token is no page")
          .contains(" 200 ");
    }
  }
}
