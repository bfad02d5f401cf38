package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses are decoded as bodies are, and are limited. */
final class AddressTest {

  private final TestServer server =
      new TestServer(
          ServerOptions.defaults()
              .withSecurity(ServerOptions.defaults().security().withShowErrors(true)));

  @AfterEach
  void close() {
    server.close();
  }

  private RawConnection.Reply get(String target) throws Exception {
    try (RawConnection connection = new RawConnection(server.server().streamingPort())) {
      byte[] head =
          ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8);
      Optional<RawConnection.Reply> reply = connection.send(head).next();
      return reply.orElseThrow();
    }
  }

  private String type(String target) throws Exception {
    RawConnection.Reply reply = get(target);
    return reply.status() + " " + Json.parse(reply.body()).asObject().get("type").asString();
  }

  /** The texts that a stream of those from a text on begins with. */
  private String first(String query) {
    try (EventReader reader = server.follow("/v1/resources/texts_from?" + query)) {
      return reader.next().data();
    }
  }

  @Test
  void utf8_isTaken_asItIsAndAfterPercentSigns() throws Exception {
    server.patch("/v1/inputs/texts", "[[\"ü\",[\"x\"]],[\"a\",[\"y\"]]]");
    assertThat(first("from=%C3%BC&limit=9")).isEqualTo("[[\"ü\",[\"x\"]]]");
    RawConnection.Reply raw = get("/v1/resources/texts_from?from=ü&limit=9");
    assertThat(raw.status()).isEqualTo(200);
    assertThat(get("/v1/resources/texts%20from%20ü?from=ü&limit=9").status()).isEqualTo(200);
    assertThat(type("/v1/resources/texts_from?from=ü&limit=ü")).isEqualTo("422 invalid-parameters");
    assertThat(get("/v1/resources/texts_from?from=ü&limit=ü").body())
        .contains("ü")
        .doesNotContain("Ã");
  }

  @Test
  void whatIsNotUtf8_isRefused() throws Exception {
    for (String bytes : new String[] {"%FF", "%ED%A0%80", "%C3", "%C0%AF", "%F5%80%80%80"}) {
      assertThat(type("/v1/resources/texts?a=" + bytes)).as(bytes).isEqualTo("400 invalid-utf8");
      assertThat(type("/v1/resources/" + bytes)).as(bytes).isEqualTo("400 invalid-utf8");
    }
    try (RawConnection connection = new RawConnection(server.server().streamingPort())) {
      connection.send("GET /v1/resources/texts?a=\u00ff HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(connection.next().orElseThrow().body()).contains("invalid-utf8");
    }
    assertThat(type("/v1/resources/texts?a=%4")).isEqualTo("400 malformed-request");
  }

  @Test
  void semicolon_isACharacter() {
    server.patch("/v1/inputs/texts", "[[\"a;b\",[\"x\"]],[\"a\",[\"y\"]]]");
    assertThat(first("params=%7B%22from%22:%22a;b%22,%22limit%22:9%7D"))
        .isEqualTo("[[\"a;b\",[\"x\"]]]");
    assertThat(first("from=a;b&limit=9")).isEqualTo("[[\"a;b\",[\"x\"]]]");
  }

  @Test
  void parameters_areAsManyAsSaid_andFewMistakesAreListed() throws Exception {
    String many =
        IntStream.range(0, 65).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
    assertThat(type("/v1/resources/texts_from?" + many)).isEqualTo("422 invalid-parameters");
    assertThat(get("/v1/resources/texts_from?" + many).body()).contains("64").hasSizeLessThan(500);
    String few = many.substring(0, many.lastIndexOf('&'));
    RawConnection.Reply listed = get("/v1/resources/texts_from?" + few);
    assertThat(listed.status()).isEqualTo(422);
    assertThat(Json.parse(listed.body()).asObject().get("errors").asArray().size()).isEqualTo(20);
    assertThat(listed.body()).contains("more)");
  }

  @Test
  void subscribers_hearTypesAndIdentifiers_andNothingOfTheService() throws Exception {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    try (TestServer closed = new TestServer()) {
      closed.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      for (String path :
          new String[] {
            "/v1/resources/nothing",
            "/v1/resources/active_friends?params=77",
            "/v1/resources/texts_from?from=a&limit=secret",
            "/v1/streams/nothing",
            "/v1/resources/broken"
          }) {
        String body = closed.get(closed.streaming(path)).body();
        assertThat(body)
            .as(path)
            .contains("\"type\"")
            .doesNotContain(
                "[active_friends", "texts,", "limit", "node", "key", "message", "secret");
        assertThat(Json.parse(body).asObject().find("errors")).isEmpty();
      }
      String computation =
          closed.get(closed.streaming("/v1/resources/active_friends?params=77")).body();
      assertThat(Json.parse(computation).asObject().get("errorId").asString()).hasSize(36);
      assertThat(closed.post("/v1/snapshot/active_friends", "77").body()).contains("node");
      assertThat(closed.post("/v1/snapshot/nothing", "{}").body()).contains("active_friends");
    }
    assertThat(get("/v1/resources/nothing").body()).contains("active_friends");
  }

  @Test
  void streamingListenerOfThisMachine_isAddressedByItsNames() throws Exception {
    for (String host :
        new String[] {
          "localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:1", "[::1]", "app.localhost"
        }) {
      assertThat(status(server, host)).as(host).isEqualTo(200);
    }
    for (String host :
        new String[] {"evil.example.org", "evil", "10.0.0.1", "localhost.example.org", "[::2]"}) {
      assertThat(status(server, host)).as(host).isEqualTo(403);
    }
    ServerOptions options = ServerOptions.parse("--streaming-name=app.example.org");
    try (TestServer named = new TestServer(options)) {
      assertThat(status(named, "app.example.org")).isEqualTo(200);
      assertThat(status(named, "other.example.org")).isEqualTo(403);
    }
  }

  private static int status(TestServer server, String host) throws Exception {
    try (RawConnection connection = new RawConnection(server.server().streamingPort())) {
      connection.send("GET /v1/resources/texts HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      return connection.next().orElseThrow().status();
    }
  }
}
