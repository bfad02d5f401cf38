package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service that is inspected tells of its graph, its contents and its subscribers. */
final class InspectStateTest {

  private static final String TOKEN = "correct-horse-battery-staple";

  private static final ServerOptions INSPECTED =
      ServerOptions.defaults().withEngine(EngineOptions.defaults().withInspect(true));

  private static JsonObject asked(TestServer server, String path) {
    HttpResponse<String> answer = server.get(server.control("/v1/inspect" + path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return Json.parse(answer.body()).asObject();
  }

  private static JsonObject node(TestServer server, String name) {
    return asked(server, "/graph").get("nodes").asArray().elements().stream()
        .map(Json::asObject)
        .filter(each -> each.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> keys(JsonObject page) {
    return page.get("entries").asArray().elements().stream()
        .map(entry -> entry.asObject().get("key").asString())
        .toList();
  }

  @Test
  void graph_tellsWhatEachNodeHas_andWhatItIsComputedFrom() {
    try (TestServer server = new TestServer(INSPECTED)) {
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]]]");
      JsonObject texts = node(server, "texts");

      assertThat(texts.get("operator")).isEqualTo(Json.of("input"));
      assertThat(texts.get("entries")).isEqualTo(Json.of(2));
      assertThat(texts.get("heapBytes").toString()).isNotEqualTo("0");
      assertThat(asked(server, "/graph?limit=0").get("nodes").asArray().elements()).isEmpty();
      assertThat(asked(server, "/graph?limit=0").get("total")).isNotEqualTo(Json.of(0));
    }
  }

  @Test
  void graph_tellsWhereEachFunctionIs() {
    try (TestServer server = new TestServer(INSPECTED)) {
      List<JsonObject> nodes =
          asked(server, "/graph").get("nodes").asArray().elements().stream()
              .map(Json::asObject)
              .toList();

      assertThat(nodes)
          .filteredOn(node -> node.get("operator").equals(Json.of("map")))
          .isNotEmpty()
          .allSatisfy(node ->
              assertThat(node.get("function").asObject().get("class").asString())
                  .startsWith("io.skipruntime."));
      assertThat(node(server, "texts").toString()).doesNotContain("\"function\"");
    }
  }

  @Test
  void contents_arePaged_byTheKeyThatThePageBeforeEndsWith() {
    try (TestServer server = new TestServer(INSPECTED)) {
      server.patch(
          "/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]],[\"<img src=x>\",[\"z\"]]]");
      String path = "/collections/" + node(server, "texts").get("id").asString();
      JsonObject first = asked(server, path + "?limit=2");
      JsonObject second = asked(server, path + "?limit=2&after=%22" + "a" + "%22");

      assertThat(keys(first)).containsExactly("<img src=x>", "a");
      assertThat(first.get("next")).isEqualTo(Json.of("a"));
      assertThat(keys(second)).containsExactly("b");
      assertThat(second.has("next")).isFalse();
      assertThat(keys(asked(server, path + "?prefix=%22%3C%22"))).containsExactly("<img src=x>");
    }
  }

  @Test
  void streams_areTold_withTheConnectionsThatFollowThem() {
    try (TestServer server = new TestServer(INSPECTED)) {
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      String uuid = server.openStream("texts", "{}");
      assertThat(asked(server, "/streams").get("connections").asArray().elements()).isEmpty();
      try (EventReader reader = server.follow("/v1/streams/" + uuid)) {
        assertThat(reader.next().name()).isEqualTo("init");
        JsonObject answer = asked(server, "/streams");
        JsonObject stream = answer.get("streams").asArray().get(0).asObject();
        JsonObject connection = answer.get("connections").asArray().get(0).asObject();

        assertThat(stream.get("id")).isEqualTo(Json.of(uuid));
        assertThat(stream.get("subscribers")).isEqualTo(Json.of(1));
        assertThat(connection.get("streams").asArray().get(0).asObject().get("id"))
            .isEqualTo(Json.of(uuid));
        assertThat(connection.has("laggingSince")).isFalse();
        assertThat(connection.get("waitingBytes")).isEqualTo(Json.of(0));
        assertThat(asked(server, "/instances").get("total")).isEqualTo(Json.of(1));
      }
    }
  }

  @Test
  void events_ofAResource_areToldAtControl() {
    try (TestServer server = new TestServer(INSPECTED)) {
      try (EventReader reader =
          new EventReader(server.server().controlPort(), "/v1/inspect/events/texts")) {
        assertThat(reader.next().name()).isEqualTo("init");
        server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
        assertThat(reader.next().name()).isEqualTo("update");
      }
    }
  }

  @Test
  void nothingOfIt_isThere_unlessTheServiceIsInspected() {
    try (TestServer server = new TestServer()) {
      for (String path :
          List.of("/inspect", "/inspect/main.js", "/v1/inspect", "/v1/inspect/graph")) {
        assertThat(server.get(server.control(path)).statusCode()).as(path).isEqualTo(404);
      }
    }
    try (TestServer server = new TestServer(INSPECTED)) {
      for (String path : List.of("/inspect", "/inspect/main.js", "/v1/inspect")) {
        assertThat(server.get(server.streaming(path)).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void page_isForEverybody_andWhatItShows_isForThoseWithTheToken() {
    ServerOptions guarded =
        INSPECTED.withSecurity(SecurityOptions.defaults().withControlToken(TOKEN));
    try (TestServer server = new TestServer(guarded)) {
      HttpResponse<String> page = server.get(server.control("/inspect"));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(server.get(server.control("/v1/inspect")).statusCode()).isEqualTo(401);
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.control("/v1/inspect"))
                          .header("Authorization", "Bearer " + TOKEN))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private static int write(TestServer server, String origin, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .header("Content-Type", "application/json")
            .header("Origin", origin)
            .method("PATCH", BodyPublishers.ofString("[[\"a\",[\"x\"]]]"));
    return server.send(headers.length == 0 ? request : request.headers(headers)).statusCode();
  }

  @Test
  void page_mayWrite_andNoOtherPage() {
    try (TestServer server = new TestServer(INSPECTED)) {
      String own = "http://127.0.0.1:" + server.server().controlPort();
      assertThat(write(server, own)).isEqualTo(200);
      assertThat(write(server, own, "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
      assertThat(write(server, own, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
      assertThat(write(server, "http://127.0.0.1:" + server.server().streamingPort()))
          .isEqualTo(403);
      assertThat(write(server, "null")).isEqualTo(403);
    }
    try (TestServer server = new TestServer()) {
      assertThat(write(server, "http://127.0.0.1:" + server.server().controlPort()))
          .as("there is no page of the server's own")
          .isEqualTo(403);
    }
  }
}
