package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the routes tell of an entry: why it has its values, and what depends on it. */
final class InspectWhyTest {

  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withEngine(EngineOptions.defaults().withInspect(true).withHistoryMillis(600_000));

  private final TestServer server = new TestServer(OPTIONS);

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject asked(String path, String question) {
    HttpResponse<String> response = server.post("/v1/inspect/" + path, question);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    return Json.parse(response.body()).asObject();
  }

  private String refused(String path, String question) {
    return TestServer.problem(server.post("/v1/inspect/" + path, question)).get("type").asString();
  }

  private static List<String> names(Json entries) {
    return entries.asArray().elements().stream()
        .map(each -> each.asObject().get("node").asObject().get("name").asString())
        .toList();
  }

  @Test
  void why_tellsTheReasons_downToInputs() {
    JsonObject answer =
        asked("why", "{\"resource\":\"active_friends\",\"params\":0,\"key\":1001,\"tries\":10}");

    JsonObject entry = answer.get("entry").asObject();
    assertThat(entry.get("values").asArray().size()).isPositive();
    assertThat(entry.get("function").asObject().get("class").asString()).startsWith("io.skip");
    assertThat(names(answer.get("inputs"))).contains("users", "groups");
    assertThat(answer.get("inputs").asArray().elements())
        .allSatisfy(each -> {
          // Functions ask for each user, and fail without one, so that nothing can be said of
          // those.
          boolean isGroup = names(Json.array(each)).equals(List.of("groups"));
          assertThat(each.asObject().find("isRedundant"))
              .isEqualTo(isGroup ? Optional.of(Json.of(false)) : Optional.empty());
          assertThat(each.asObject().get("writer").asObject().get("kind"))
              .isEqualTo(Json.of("initial"));
        });
    assertThat(answer.get("isComplete")).isEqualTo(Json.of(true));
  }

  @Test
  void why_explainsEarlierVersions() {
    String first =
        server
            .patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]")
            .headers()
            .firstValue("Skip-Watermark")
            .orElseThrow();
    server.patch("/v1/inputs/texts", "[[\"a\",[\"y\"]]]");

    String question = "{\"collection\":\"texts\",\"key\":\"a\"%s}";
    JsonObject then = asked("why", question.formatted(",\"at\":\"" + first + "\""));
    assertThat(then.get("at")).isEqualTo(Json.of(first));
    assertThat(then.get("entry").asObject().get("values")).isEqualTo(Json.parse("[\"x\"]"));
    JsonObject now = asked("why", question.formatted("")).get("entry").asObject();
    assertThat(now.get("values")).isEqualTo(Json.parse("[\"y\"]"));
    assertThat(now.get("writer").asObject().get("kind")).isEqualTo(Json.of("client"));
    assertThat(now.get("writer").asObject().find("time")).isPresent();
  }

  @Test
  void dependents_areCounted_withTheResourcesThatShowThem() {
    server.post("/v1/snapshot/active_friends", "0");
    JsonObject answer = asked("dependents", "{\"collection\":\"users\",\"key\":1}");

    assertThat(answer.get("nodes").asArray().size()).isPositive();
    assertThat(answer.get("instances").toString()).contains("active_friends");
  }

  @Test
  void runs_areExplained_byWhatTheCommitChanged() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    long number =
        Json.parse(server.get(server.control("/v1/inspect/commits")).body())
            .asObject()
            .get("newest")
            .asLong();
    JsonObject answer =
        asked(
            "commits/" + number + "/why", "{\"collection\":\"texts.map(Checked)\",\"key\":\"a\"}");
    assertThat(names(answer.get("changed"))).containsExactly("texts");
  }

  @Test
  void mistakes_areRefused_withTheirPlace() {
    assertThat(refused("why", "{\"key\":1}")).isEqualTo("invalid-parameters");
    assertThat(refused("why", "{\"collection\":\"texts\",\"key\":1,\"causes\":-1}"))
        .isEqualTo("invalid-parameters");
    assertThat(refused("why", "{\"collection\":\"texts\",\"key\":1,\"causes\":1.5}"))
        .isEqualTo("invalid-parameters");
    assertThat(refused("why", "{\"collection\":5,\"key\":1}")).isEqualTo("invalid-parameters");
    assertThat(refused("why", "{\"collection\":\"texts\",\"key\":1,\"at\":\"x\"}"))
        .isEqualTo("malformed-watermark");
    assertThat(refused("why", "{\"resource\":\"none\",\"key\":1}")).isEqualTo("unknown-resource");
    assertThat(refused("dependents", "{\"collection\":\"none\",\"key\":1}"))
        .isEqualTo("unknown-collection");
  }

  @Test
  void questions_needTheTokenOfControl() {
    ServerOptions guarded =
        OPTIONS.withSecurity(
            SecurityOptions.defaults().withControlToken("a-token-that-nobody-sends"));
    try (TestServer other = new TestServer(guarded)) {
      HttpResponse<String> response =
          other.post("/v1/inspect/why", "{\"collection\":\"texts\",\"key\":\"a\"}");
      assertThat(response.statusCode()).isEqualTo(401);
    }
  }
}
