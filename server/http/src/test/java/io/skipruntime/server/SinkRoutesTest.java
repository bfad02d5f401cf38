package io.skipruntime.server;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ResourceSink;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.sink.MemoryTarget;
import io.skipruntime.engine.sink.SinkService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server tells of sinks, and what operators can let them do. */
class SinkRoutesTest {

  private static final ServerOptions OPTIONS =
      ServerOptions.defaults().withEngine(EngineOptions.defaults().withInspect(true));

  private final MemoryTarget target = new MemoryTarget(false);

  private TestServer start() {
    return new TestServer(new SinkService(Map.of("copy", ResourceSink.of("all", target))), OPTIONS);
  }

  private static JsonObject sink(TestServer server, String path) {
    HttpResponse<String> response = server.get(server.control(path));
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8))
        .asObject()
        .get("sinks")
        .asArray()
        .get(0)
        .asObject();
  }

  private void awaitCopied(TestServer server, long key) {
    await(() ->
        target.contents().containsKey(Json.of(key))
            && sink(server, "/v1/admin/sinks").get("state").equals(Json.of("live")));
  }

  @Test
  void sink_isShownByAdministrationInspectionAndMetrics() {
    try (TestServer server = start()) {
      assertThat(server.patch("/v1/inputs/numbers", "[[1,[10]],[2,[20]]]").statusCode())
          .isEqualTo(200);
      awaitCopied(server, 2);
      assertThat(sink(server, "/v1/inspect/sinks").get("name")).isEqualTo(Json.of("copy"));
      assertThat(sink(server, "/v1/inspect/sinks").get("acknowledged").asString())
          .isEqualTo(target.applied().getLast().position().toString());
      assertThat(server.metric("skip_sink_state{sink=\"copy\",state=\"live\"}")).isOne();
      assertThat(server.metric("skip_sink_lag_keys{sink=\"copy\"}")).isZero();
      assertThat(server.metric("skip_sink_resyncs_total{sink=\"copy\"}")).isOne();
    }
  }

  @Test
  void trouble_isTold_andIsNoPartOfReadiness() {
    try (TestServer server = start()) {
      server.patch("/v1/inputs/numbers", "[[1,[10]]]");
      awaitCopied(server, 1);
      target.away(true);
      server.patch("/v1/inputs/numbers", "[[1,[11]],[3,[30]]]");
      await(() -> sink(server, "/v1/admin/sinks").get("state").equals(Json.of("retrying")));
      HttpResponse<String> ready = server.get(server.control("/readyz"));
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .contains("sink copy retrying since ")
          .contains(": the target is away, 2 keys behind");
      assertThat(server.get(server.control("/v1/inspect/failures")).body())
          .contains("the target is away");
      assertThat(server.metric("skip_sink_lag_keys{sink=\"copy\"}")).isEqualTo(2);
      target.away(false);
      awaitCopied(server, 3);
    }
  }

  @Test
  void resync_isAskedForByAnOperator() {
    try (TestServer server = start()) {
      server.patch("/v1/inputs/numbers", "[[1,[10]]]");
      awaitCopied(server, 1);
      target.put(9L, 9L);
      HttpResponse<String> asked = server.post("/v1/admin/sinks/copy/resync", "");
      assertThat(asked.statusCode()).isEqualTo(202);
      await(() -> !target.contents().containsKey(Json.of(9)));
      HttpResponse<String> unknown = server.post("/v1/admin/sinks/none/resync", "");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.body()).contains("unknown-sink").contains("[copy]");
    }
  }
}
