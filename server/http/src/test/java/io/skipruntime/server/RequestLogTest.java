package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequestLogTest {

  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  @TempDir private Path directory = Path.of("");

  private TestServer start() {
    return new TestServer(ServerOptions.defaults().withRequestLog(file().toString()));
  }

  private Path file() {
    return directory.resolve("requests.jsonl");
  }

  private List<JsonObject> lines() {
    try {
      return Files.readAllLines(file()).stream().map(line -> Json.parse(line).asObject()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void request_hasALine() {
    Instant before = Instant.now();
    HttpResponse<String> response;
    try (TestServer server = start()) {
      response = server.post("/v1/snapshot/active_friends", "0");
    }

    JsonObject line = lines().get(0);
    assertThat(lines()).hasSize(1);
    assertThat(Instant.parse(line.get("time").asString())).isBetween(before, Instant.now());
    assertThat(line.get("listener").asString()).isEqualTo("control");
    assertThat(line.get("method").asString()).isEqualTo("POST");
    assertThat(line.get("route").asString()).isEqualTo("/v1/snapshot/{resource}");
    assertThat(line.get("status").asLong()).isEqualTo(200);
    assertThat(line.get("bytes").asLong()).isEqualTo(response.body().length());
    assertThat(line.get("millis").toString()).matches("[0-9.]+");
    assertThat(line.get("remote").asString()).isEqualTo("127.0.0.1");
    assertThat(line.find("problem")).isEmpty();
  }

  @Test
  void refusal_hasTheProblem_andTheErrorIdOfTheAnswer() {
    HttpResponse<String> response;
    try (TestServer server = start()) {
      server.post("/v1/snapshot/no_such", "0");
      server.patch("/v1/inputs/texts", "[[\"a\",[\"one\"]]]");
      response = server.post("/v1/snapshot/broken", "{}");
    }

    assertThat(lines().get(0).get("problem").asString()).isEqualTo("unknown-resource");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(lines().get(2).get("errorId"))
        .isEqualTo(TestServer.problem(response).get("errorId"));
  }

  @Test
  void identifiersParametersAndHeaders_areInNoLine() throws Exception {
    try (TestServer server = start()) {
      String uuid = server.openStream("texts_from", "{\"from\":\"swordfish\",\"limit\":3}");
      try (EventReader events = server.follow("/v1/streams/" + uuid)) {
        events.next();
      }
      try (EventReader events = server.follow("/v1/resources/texts_from?from=swordfish&limit=3")) {
        events.next();
      }
      server.get(server.streaming("/v1/streams/" + uuid + "/swordfish"));
      server.delete("/v1/streams/" + uuid);
      server.get(server.streaming("/v1/streams/" + uuid));
      server.send(
          HttpRequest.newBuilder(server.control("/v1/snapshot/texts?token=swordfish"))
              .header("Authorization", "Bearer swordfish")
              .method("SWORDFISH", HttpRequest.BodyPublishers.ofString("swordfish")));
      RawRequest.send(server, "SWORDFISH /v1/streams/" + uuid + " HTP\r\n\r\n");
      Wait.until(() -> lines().size() == 8);
    }

    assertThat(Files.readString(file()))
        .doesNotContainIgnoringCase("swordfish")
        .doesNotContainPattern(UUID)
        .contains("/v1/streams/{uuid}", "/v1/resources/{resource}", "OTHER");
  }

  @Test
  void stream_hasALineWhenItEnds_withItsBytes() {
    try (TestServer server = start()) {
      try (EventReader events = server.subscribe("active_friends", "0")) {
        events.next();
        assertThat(lines()).noneMatch(line -> line.get("listener").asString().equals("streaming"));
      }
      Wait.until(() -> lines().size() == 2);
    }

    JsonObject line = lines().get(1);
    assertThat(line.get("status").asLong()).isEqualTo(200);
    assertThat(line.get("bytes").asLong()).isGreaterThan(50);
  }

  @Test
  void log_thatCannotBeWritten_isSaidAtTheStart() {
    ServerOptions options =
        ServerOptions.defaults()
            .withPorts(0, 0)
            .withRequestLog(directory.resolve("none").resolve("log").toString());

    assertThatThrownBy(() -> SkipServer.start(new GroupsService(), options))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("--request-log");
  }
}
