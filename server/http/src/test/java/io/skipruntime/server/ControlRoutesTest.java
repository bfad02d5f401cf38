package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ControlRoutesTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void snapshot_hasAllEntriesInKeyOrder() {
    HttpResponse<String> response = server.post("/v1/snapshot/active_friends", "0");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("[[1001,[1]]]");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void snapshot_takesNoBodyForNoParameters() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/snapshot/texts")).POST(BodyPublishers.noBody());

    assertThat(server.send(request).body()).isEqualTo("[[\"a\",[\"x\"]]]");
  }

  @Test
  void snapshot_decodesPercentsInTheName() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]]]");

    HttpResponse<String> response =
        server.post("/v1/snapshot/texts%20from%20%C3%BC", "{\"from\":\"b\",\"limit\":3}");

    assertThat(response.body()).isEqualTo("[[\"b\",[\"y\"]]]");
  }

  @Test
  void lookup_hasTheValuesOfOneKey() {
    String path = "/v1/snapshot/active_friends/lookup";

    assertThat(server.post(path, "{\"key\":1001,\"params\":0}").body()).isEqualTo("[1]");
    assertThat(server.post(path, "{\"key\":1001.0,\"params\":0}").body()).isEqualTo("[1]");
    assertThat(server.post(path, "{\"key\":7,\"params\":0}").body()).isEqualTo("[]");
    assertThat(server.post(path, "{\"key\":\"7\",\"params\":0}").body()).isEqualTo("[]");
  }

  @Test
  void lookup_takesNoParamsForNone() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");

    assertThat(server.post("/v1/snapshot/texts/lookup", "{\"key\":\"a\"}").body())
        .isEqualTo("[\"x\"]");
  }

  @Test
  void write_isReadAtOnce_andNamesItsVersion() {
    HttpResponse<String> response =
        server.patch(
            "/v1/inputs/users", "[[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Skip-Watermark"))
        .hasValue(server.server().instance().watermark().toString());
    assertThat(server.post("/v1/snapshot/active_friends", "0").body())
        .isEqualTo("[[1001,[1,2]],[1002,[2]]]");
  }

  @Test
  void write_takesTheLastOfEqualKeys_andDeletesWithoutValues() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]],[\"b\",[\"y\"]],[\"a\",[\"z\"]]]");
    assertThat(server.post("/v1/snapshot/texts", "{}").body())
        .isEqualTo("[[\"a\",[\"z\"]],[\"b\",[\"y\"]]]");

    server.patch("/v1/inputs/texts", "[[\"a\",[]]]");
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[[\"b\",[\"y\"]]]");
  }

  @Test
  void write_toSeveralInputs_isOneCommit() {
    long before = server.server().instance().watermark().tick();

    HttpResponse<String> response =
        server.patch(
            "/v1/inputs",
            """
            {"users":[[4,[{"name":"Dan","active":true,"friends":[4]}]]],
             "groups":[[1003,[{"name":"Group 3","members":[4]}]]]}
            """);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.server().instance().watermark().tick()).isEqualTo(before + 1);
    assertThat(server.post("/v1/snapshot/active_friends", "4").body()).isEqualTo("[[1003,[4]]]");
  }

  @Test
  void openStream_answersWithAnIdentifier_andDeleteClosesIt() {
    HttpResponse<String> opened = server.post("/v1/streams/active_friends", "0");

    assertThat(opened.statusCode()).isEqualTo(201);
    assertThat(opened.body()).matches("[0-9a-f-]{36}");
    assertThat(server.delete("/v1/streams/" + opened.body()).statusCode()).isEqualTo(200);
    assertThat(server.delete("/v1/streams/" + opened.body()).statusCode()).isEqualTo(404);
  }

  @Test
  void openStream_takesNoBodyForNoParameters() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/streams/texts")).POST(BodyPublishers.noBody());

    assertThat(server.send(request).statusCode()).isEqualTo(201);
  }

  @Test
  void prefix_isPutBeforeIdentifiers_andUnderstoodInAddresses() {
    try (TestServer prefixed =
        new TestServer(ServerOptions.defaults().withResourcePrefix("eu-1"))) {
      String identifier = prefixed.openStream("texts", "{}");

      assertThat(identifier).startsWith("eu-1/");
      try (EventReader events = prefixed.follow("/v1/streams/" + identifier)) {
        assertThat(events.next().name()).isEqualTo("init");
      }
      try (EventReader events = prefixed.follow("/v1/streams/" + identifier.substring(5))) {
        assertThat(events.next().name()).isEqualTo("init");
      }
      assertThat(prefixed.delete("/v1/streams/" + identifier).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void health_isAnsweredByBothListeners() {
    assertThat(server.get(server.control("/healthz")).statusCode()).isEqualTo(200);
    assertThat(server.get(server.streaming("/healthz")).statusCode()).isEqualTo(200);
    assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(200);
    assertThat(server.get(server.streaming("/readyz")).statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_countSubscribersAndCommits() {
    try (EventReader one = server.subscribe("texts", "{}");
        EventReader other = server.subscribe("texts", "{}")) {
      one.next();
      other.next();
      assertThat(server.metric("skip_subscribers")).isEqualTo(2);
      assertThat(server.metric("skip_streams")).isEqualTo(2);
      assertThat(server.metric("skip_events_sent_total")).isEqualTo(2);
      assertThat(server.metric("skip_nodes")).isPositive();
      assertThat(server.metric("skip_watermark_tick"))
          .isEqualTo(server.server().instance().watermark().tick());
    }
  }

  @Test
  void read_waitsForTheVersionThatItAsksFor() throws Exception {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    var now = server.server().instance().watermark();
    String next = now.epoch() + "/" + (now.tick() + 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/snapshot/texts"))
            .header("Skip-Min-Watermark", next)
            .POST(BodyPublishers.noBody());

    var read = java.util.concurrent.CompletableFuture.supplyAsync(() -> server.send(request));
    server.patch("/v1/inputs/texts", "[[\"a\",[\"y\"]]]");

    assertThat(read.get(20, java.util.concurrent.TimeUnit.SECONDS).body())
        .isEqualTo("[[\"a\",[\"y\"]]]");
  }
}
