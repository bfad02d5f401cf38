package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the routes below {@code /v1/inspect/commits} tell. */
final class InspectCommitsTest {

  private final TestServer server =
      new TestServer(
          ServerOptions.defaults().withEngine(EngineOptions.defaults().withInspect(true)));

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> get(String path) {
    return server.get(server.control("/v1/inspect/commits" + path));
  }

  private JsonObject body(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parse(response.body()).asObject();
  }

  private static List<Json> commits(JsonObject list) {
    return list.get("commits").asArray().elements();
  }

  @Test
  void commit_hasItsSteps_withTheKeysThatChanged() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");

    JsonObject last = commits(body("")).getLast().asObject();
    assertThat(last.get("isWrite")).isEqualTo(Json.of(true));
    JsonObject detail = body("/" + last.get("number"));
    assertThat(detail.get("tick")).isEqualTo(last.get("tick"));
    JsonObject input =
        detail.get("steps").asArray().elements().stream()
            .map(Json::asObject)
            .filter(each -> each.get("node").asObject().get("name").equals(Json.of("texts")))
            .findFirst()
            .orElseThrow();
    assertThat(input.get("changedKeys")).isEqualTo(Json.parse("[\"a\"]"));
  }

  @Test
  void list_isLimited_andContinuedAfterANumber() {
    for (int i = 0; i < 3; i++) {
      server.patch("/v1/inputs/texts", "[[\"a\",[\"" + i + "\"]]]");
    }
    JsonObject all = body("");
    long newest = all.get("newest").asLong();

    assertThat(commits(all)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(commits(body("?limit=2")))
        .isEqualTo(commits(all).subList(commits(all).size() - 2, commits(all).size()));
    assertThat(commits(body("?after=" + (newest - 1)))).containsExactly(commits(all).getLast());
    assertThat(commits(body("?after=" + newest))).isEmpty();
  }

  @Test
  void unknownCommit_isNotFound_andMistakesAreTold() {
    assertThat(TestServer.problem(get("/1000000")).get("type"))
        .isEqualTo(Json.of("unknown-commit"));
    assertThat(get("?limit=%EF%BC%92").statusCode()).as("a 2 of another script").isEqualTo(400);
    assertThat(TestServer.problem(get("?limit=-1")).get("type"))
        .isEqualTo(Json.of("malformed-request"));
  }

  @Test
  void nothingIsThere_whenTheServiceIsNotInspected() {
    try (TestServer usual = new TestServer()) {
      HttpResponse<String> response = usual.get(usual.control("/v1/inspect/commits"));
      assertThat(TestServer.problem(response).get("type")).isEqualTo(Json.of("not-found"));
      assertThat(usual.server().instance().recentCommits()).isEmpty();
    }
  }
}
