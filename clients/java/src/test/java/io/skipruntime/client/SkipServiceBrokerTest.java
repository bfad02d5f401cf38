package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SkipServiceBrokerTest {

  private static final Json NO_PARAMS = Json.object(Map.of());

  private final SkipServer server =
      SkipServer.start(new ScoresService(), ServerOptions.defaults().withPorts(0, 0));
  private final Entrypoint entrypoint =
      Entrypoint.local(server.streamingPort(), server.controlPort());
  private final SkipServiceBroker broker = new SkipServiceBroker(entrypoint);

  @AfterEach
  void close() {
    broker.close();
    server.close();
  }

  private static Json limit(long limit) {
    return Json.object(Map.of("limit", Json.of(limit)));
  }

  private static JsonEntry score(String player, long... scores) {
    return new JsonEntry(
        Json.of(player), java.util.Arrays.stream(scores).<Json>mapToObj(Json::of).toList());
  }

  @Test
  void reads_seeWhatWasWritten() {
    String watermark =
        broker.update("scores", List.of(score("Ann", 3), score("Bea", 1, 2), score("Cy", 9)));

    assertThat(watermark).isEqualTo(server.instance().watermark().toString());
    assertThat(broker.getAll("first few", limit(2)))
        .containsExactly(score("Ann", 3), score("Bea", 1, 2));
    assertThat(broker.getArray("first few", limit(2), Json.of("Bea")))
        .containsExactly(Json.of(1), Json.of(2));
    assertThat(broker.getArray("first few", limit(2), Json.of("Cy"))).isEmpty();
    assertThat(broker.getUnique("first few", limit(2), Json.of("Ann"))).isEqualTo(Json.of(3));
  }

  @Test
  void deleteKey_removesIt() {
    broker.update("scores", List.of(score("Ann", 3), score("Bea", 1)));
    broker.deleteKey("scores", Json.of("Ann"));

    assertThat(broker.getAll("first few", limit(9))).containsExactly(score("Bea", 1));
  }

  @Test
  void update_ofSeveralCollections_isOneCommit() {
    long before = server.instance().watermark().tick();
    broker.update(
        Map.of(
            "scores", List.of(score("Ann", 3)),
            "teams", List.of(JsonEntry.of(Json.of(1), Json.of("Red")))));

    assertThat(server.instance().watermark().tick()).isEqualTo(before + 1);
    assertThat(broker.getUnique("teams", NO_PARAMS, Json.of(1))).isEqualTo(Json.of("Red"));
  }

  @Test
  void getUnique_isForOneValueOnly() {
    broker.update("scores", List.of(score("Bea", 1, 2)));

    assertThatThrownBy(() -> broker.getUnique("first few", limit(2), Json.of("Bea")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 2");
  }

  @Test
  void refusal_saysWhy() {
    assertThatThrownBy(() -> broker.getAll("nothing", NO_PARAMS))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> {
              assertThat(e.status()).isEqualTo(404);
              assertThat(e.type()).isEqualTo("unknown-resource");
              assertThat(e.detail()).contains("nothing");
            });
    assertThatThrownBy(() -> broker.update("scores", List.of(JsonEntry.deleted(Json.of(1)))))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> {
              assertThat(e.status()).isEqualTo(422);
              assertThat(e.problem().get("errors").asArray().size()).isEqualTo(1);
            });
  }

  @Test
  void serviceThatIsGone_cannotBeReached() {
    server.close();

    assertThatThrownBy(() -> broker.getAll("teams", NO_PARAMS))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void stream_isOpenUntilItIsDeleted() {
    String uuid = broker.getStreamUUID("teams", NO_PARAMS);
    try (EventStream events = EventStream.open(entrypoint.stream(uuid))) {
      assertThat(events.next(20_000)).isPresent();
      broker.deleteUUID(uuid);
      assertThat(events.next(20_000)).isEmpty();
      assertThat(events.isEnded()).isTrue();
    }
    assertThatThrownBy(() -> EventStream.open(entrypoint.stream(uuid)))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.type()).isEqualTo("unknown-stream"));
  }
}
