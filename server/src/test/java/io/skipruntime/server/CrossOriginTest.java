package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class CrossOriginTest {

  private static final String ORIGIN = "https://app.example";

  @Test
  void pagesOfGivenOrigins_mayRead_andNoOthers() {
    try (TestServer server =
        new TestServer(ServerOptions.defaults().withCorsOrigins(Set.of(ORIGIN)))) {
      String path = "/v1/resources/texts";
      try (EventReader events = server.follow(path, "Origin: " + ORIGIN)) {
        assertThat(events.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(events.header("Vary")).isEqualTo("Origin");
      }
      try (EventReader events = server.follow(path, "Origin: https://other.example")) {
        assertThat(events.header("Access-Control-Allow-Origin")).isEmpty();
      }
    }
  }

  @Test
  void noPageMayRead_unlessItsOriginIsGiven() {
    try (TestServer server = new TestServer();
        EventReader events = server.follow("/v1/resources/texts", "Origin: " + ORIGIN)) {
      assertThat(events.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }
}
