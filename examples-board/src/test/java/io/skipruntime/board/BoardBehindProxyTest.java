package io.skipruntime.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.EventStream;
import io.skipruntime.server.Proxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configurations that have the page and its streams at one address, where proxies are. */
final class BoardBehindProxyTest {

  private static final long TIMEOUT_MILLIS = 10_000;

  @TempDir private Path directory = Path.of("");

  private static TestBoard board;

  @BeforeAll
  static void start() throws Exception {
    board = TestBoard.start(true);
  }

  @AfterAll
  static void stop() throws IOException {
    if (board != null) {
      board.close();
    }
  }

  private Proxy.Started start(Proxy proxy) throws IOException {
    proxy.require();
    return proxy.start(
        directory,
        "board-" + proxy.configuration(),
        Map.of(
            "127.0.0.1:8080", "127.0.0.1:" + board.streamingPort(),
            "127.0.0.1:8082", "127.0.0.1:" + board.webPort()));
  }

  @ParameterizedTest
  @EnumSource
  void pageWritesAndStreams_areAtOneAddress(Proxy proxy) throws Exception {
    try (Proxy.Started started = start(proxy)) {
      URI site = URI.create("http://127.0.0.1:" + started.port() + "/");
      HttpResponse<String> page = board.send(site, "GET", "", TestBoard.NOBODY);
      assertThat(page.body()).contains("<title>Board</title>");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .endsWith("connect-src 'self'");
      String cookie =
          TestBoard.cookie(
              board.send(
                  site.resolve("session"),
                  "POST",
                  "{\"name\":\"" + proxy.name() + "\"}",
                  TestBoard.NOBODY));
      try (EventStream votes =
          EventStream.open(
              site.resolve("v1/resources/my_votes?limit=9&access_token=" + board.token(cookie)))) {
        assertThat(votes.next(TIMEOUT_MILLIS).orElseThrow().data()).hasToString("[]");
        assertThat(board.send(site.resolve("votes/1"), "PUT", "", cookie).statusCode())
            .isEqualTo(204);
        assertThat(votes.next(TIMEOUT_MILLIS).orElseThrow().data().toString())
            .contains("Analytical Engine");
      }
      URI snapshot = site.resolve("v1/snapshot/front");
      assertThat(board.send(snapshot, "POST", "{}", cookie).statusCode()).isIn(403, 404);
    }
  }
}
