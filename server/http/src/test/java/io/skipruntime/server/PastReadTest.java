package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Watermark;
import io.skipruntime.server.options.ServerOptions;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads of the past over HTTP: {@code ?at=epoch/tick}. */
class PastReadTest {

  private static final String SNAPSHOT = "/v1/snapshot/texts";

  private final TestServer server =
      new TestServer(
          ServerOptions.defaults().withEngine(EngineOptions.defaults().withHistoryMillis(60_000)));

  @AfterEach
  void close() {
    server.close();
  }

  private String put(String text) {
    return server
        .patch("/v1/inputs/texts", "[[\"a\",[\"" + text + "\"]]]")
        .headers()
        .firstValue("Skip-Watermark")
        .orElseThrow();
  }

  private HttpResponse<String> at(String path, String body, String watermark) {
    return server.post(path + "?at=" + URLEncoder.encode(watermark, StandardCharsets.UTF_8), body);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"type\":\"" + type + "\"");
  }

  @Test
  void snapshotAndLookup_areThoseOfTheCommit_thatAtNames() {
    String first = put("x");
    put("y");

    assertThat(at(SNAPSHOT, "{}", first).body()).isEqualTo("[[\"a\",[\"x\"]]]");
    assertThat(at(SNAPSHOT + "/lookup", "{\"key\":\"a\"}", first).body()).isEqualTo("[\"x\"]");
    assertThat(server.post(SNAPSHOT + "/lookup", "{\"key\":\"a\"}").body()).isEqualTo("[\"y\"]");
  }

  @Test
  void idOfAnEvent_namesItsCommit() {
    put("x");
    try (EventReader reader =
        new EventReader(server.server().streamingPort(), "/v1/resources/texts")) {
      String id = reader.next().id();
      put("y");

      assertThat(at(SNAPSHOT, "{}", id).body()).isEqualTo("[[\"a\",[\"x\"]]]");
    }
  }

  @Test
  void whatCannotBeRead_isRefused_eachByItsReason() {
    String mark = put("x");
    Watermark now = Watermark.parse(mark).orElseThrow();
    server.post("/v1/streams/active_friends", "1");

    assertProblem(at(SNAPSHOT, "{}", "another/" + now.tick()), 410, "version-gone");
    assertProblem(at(SNAPSHOT, "{}", now.epoch() + "/" + (now.tick() + 1)), 404, "unknown-version");
    assertProblem(at(SNAPSHOT, "{}", "yesterday"), 400, "malformed-watermark");
    put("y");
    assertProblem(at("/v1/snapshot/active_friends", "2", mark), 410, "version-gone");
    assertProblem(at("/v1/snapshot/nothing", "{}", mark), 404, "unknown-resource");
  }

  @Test
  void commit_isGone_whereNoHistoryIsKept() {
    try (TestServer without = new TestServer()) {
      String first =
          without
              .patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]")
              .headers()
              .firstValue("Skip-Watermark")
              .orElseThrow();
      without.patch("/v1/inputs/texts", "[[\"a\",[\"y\"]]]");

      HttpResponse<String> response = without.post(SNAPSHOT + "?at=" + first, "{}");

      assertProblem(response, 410, "version-gone");
      assertThat(response.body()).contains("history-seconds");
    }
  }
}
