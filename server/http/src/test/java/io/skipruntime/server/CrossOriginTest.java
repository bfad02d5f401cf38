package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.UsageException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CrossOriginTest {

  private static final String ORIGIN = "https://app.example";
  private static final String PATH = "/v1/resources/texts";

  private static TestServer serverForPages() {
    return new TestServer(
        ServerOptions.defaults().withCorsOrigins(Set.of("HTTPS://App.example:443")));
  }

  private static HttpResponse<String> preflight(TestServer server, String origin) {
    return server.send(
        HttpRequest.newBuilder(server.streaming(PATH))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "last-event-id")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void pagesOfGivenOrigins_mayRead_andNoOthers() {
    try (TestServer server = serverForPages()) {
      try (EventReader events = server.follow(PATH, "Origin: " + ORIGIN)) {
        assertThat(events.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(events.header("Vary")).isEqualTo("Origin");
      }
      try (EventReader events = server.follow(PATH, "Origin: https://other.example")) {
        assertThat(events.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(events.header("Vary")).as("for caches").isEqualTo("Origin");
      }
    }
  }

  @Test
  void pages_seeWhyTheyAreRefused() {
    try (TestServer server = serverForPages()) {
      HttpResponse<String> refused =
          server.send(
              HttpRequest.newBuilder(server.streaming("/v1/resources/none"))
                  .header("Origin", ORIGIN));
      assertThat(refused.statusCode()).isEqualTo(404);
      assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
      assertThat(header(refused, "Access-Control-Expose-Headers"))
          .contains("Retry-After")
          .contains("WWW-Authenticate");
    }
  }

  @Test
  void browsersThatAsk_areToldWhatGivenOriginsMay() {
    try (TestServer server = serverForPages()) {
      HttpResponse<String> allowed = preflight(server, ORIGIN);
      assertThat(allowed.statusCode()).isEqualTo(204);
      assertThat(header(allowed, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
      assertThat(header(allowed, "Access-Control-Allow-Methods")).isEqualTo("GET");
      assertThat(header(allowed, "Access-Control-Allow-Headers"))
          .contains("Last-Event-ID", "Authorization", "Skip-Stream-Token");
      assertThat(header(allowed, "Vary")).contains("Origin", "Access-Control-Request-Headers");
      assertThat(header(allowed, "Access-Control-Allow-Credentials")).isEmpty();

      HttpResponse<String> other = preflight(server, "https://app.example.evil.example");
      assertThat(other.statusCode()).isEqualTo(405);
      assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void noPageMayRead_unlessItsOriginIsGiven() {
    try (TestServer server = new TestServer();
        EventReader events = server.follow(PATH, "Origin: " + ORIGIN)) {
      assertThat(events.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example",
        "https://app.example/",
        "https://*.example",
        "ftp://a.example"
      })
  void whatIsNoOrigin_isNotTaken(String text) {
    assertThatThrownBy(() -> ServerOptions.parse("--cors-origin=" + text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("https://app.example.org");
  }
}
