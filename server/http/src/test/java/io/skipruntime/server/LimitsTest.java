package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What clients that ask for too much, or take too long, are answered. */
final class LimitsTest {

  private static final String GET = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static TestServer limited(UnaryOperator<LimitOptions> change) {
    return new TestServer(
        ServerOptions.defaults().withLimits(change.apply(LimitOptions.defaults())));
  }

  private static TestServer engine(UnaryOperator<EngineOptions> change) {
    return new TestServer(
        ServerOptions.defaults().withEngine(change.apply(EngineOptions.defaults())));
  }

  private static RawConnection control(TestServer server) throws IOException {
    return new RawConnection(server.server().controlPort());
  }

  private static RawConnection streaming(TestServer server) throws IOException {
    return new RawConnection(server.server().streamingPort());
  }

  private static JsonObject problem(RawConnection.Reply reply, int status, String type) {
    assertThat(reply.status()).as(reply.head() + reply.body()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = Json.parse(reply.body()).asObject();
    assertThat(problem.get("type").asString()).isEqualTo(type);
    assertThat(problem.get("status").asLong()).isEqualTo(status);
    return problem;
  }

  private static void overloaded(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(TestServer.problem(response).get("type").asString()).isEqualTo("overloaded");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void body_mayBeAsLongAsSaid() {
    try (TestServer server = limited(limits -> limits.withMaxBodyBytes(20))) {
      HttpResponse<String> refused = server.patch("/v1/inputs/texts", "[[\"a\",[\"123456789\"]]]");
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(TestServer.problem(refused).get("maxBytes").asLong()).isEqualTo(20);
      assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
      assertThat(server.patch("/v1/inputs/texts", "[[\"a\",[\"1234567\"]]]").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void write_mayHaveAsManyEntriesAsSaid_toAllInputsTogether() {
    try (TestServer server = limited(limits -> limits.withMaxEntries(2))) {
      String three = "[[\"a\",[\"x\"]],[\"b\",[\"x\"]],[\"c\",[\"x\"]]]";
      HttpResponse<String> refused = server.patch("/v1/inputs/texts", three);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(TestServer.problem(refused).get("type").asString()).isEqualTo("body-too-large");
      assertThat(TestServer.problem(refused).get("maxEntries").asLong()).isEqualTo(2);
      String spread = "{\"texts\":[[\"a\",[\"x\"]],[\"b\",[\"x\"]]],\"users\":[[9,[]]]}";
      assertThat(server.patch("/v1/inputs", spread).statusCode()).isEqualTo(413);
      assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
    }
  }

  @Test
  void streams_mayBeAsManyAsSaid() {
    try (TestServer server = engine(options -> options.withMaxStreams(2))) {
      String first = server.openStream("texts", "{}");
      server.openStream("texts", "{}");
      overloaded(server.post("/v1/streams/texts", "{}"));
      overloaded(server.get(server.streaming("/v1/resources/texts")));
      server.delete("/v1/streams/" + first);
      assertThat(server.post("/v1/streams/texts", "{}").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void instances_mayBeAsManyAsSaid_andMakeRoomIfTheyAreNotInUse() {
    try (TestServer server = engine(options -> options.withMaxInstances(2))) {
      for (String params : new String[] {"0", "1", "2", "3", "0"}) {
        assertThat(server.post("/v1/snapshot/active_friends", params).statusCode()).isEqualTo(200);
      }
      server.openStream("active_friends", "0");
      String second = server.openStream("active_friends", "1");
      overloaded(server.post("/v1/snapshot/active_friends", "2"));
      overloaded(server.post("/v1/streams/texts", "{}"));
      assertThat(server.post("/v1/snapshot/active_friends", "0").statusCode()).isEqualTo(200);
      server.delete("/v1/streams/" + second);
      assertThat(server.post("/v1/snapshot/active_friends", "2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void json_mayBeAsDeepAsSaid() {
    try (TestServer server = limited(limits -> limits.withMaxDepth(3))) {
      String query = "?params=" + "%5B".repeat(4) + "%5D".repeat(4);
      for (HttpResponse<String> refused :
          List.of(
              server.patch("/v1/inputs/texts", "[[[[]]]]"),
              server.get(server.streaming("/v1/resources/texts" + query)))) {
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TestServer.problem(refused).get("type")).isEqualTo(Json.of("nesting-too-deep"));
      }
      assertThat(server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void connectionsOfOneAddress_mayBeAsManyAsSaid() throws Exception {
    UnaryOperator<LimitOptions> two =
        limits -> limits.withMaxConnectionsPerAddress(2).withProxyAddresses(Set.of());
    try (TestServer server = limited(two)) {
      RawConnection first = control(server);
      try (RawConnection second = streaming(server)) {
        assertThat(first.send(GET).next().orElseThrow().status()).isEqualTo(200);
        assertThat(second.send(GET).next().orElseThrow().status()).isEqualTo(200);
        try (RawConnection third = control(server)) {
          RawConnection.Reply reply = third.next().orElseThrow();
          problem(reply, 429, "overloaded");
          assertThat(reply.header("Retry-After")).isPresent();
          assertThat(third.isEnded()).isTrue();
        }
        first.close();
        Wait.until(() -> isAnswered(server));
      }
    }
  }

  private static boolean isAnswered(TestServer server) {
    try (RawConnection connection = control(server)) {
      return connection.send(GET).next().orElseThrow().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void connectionsOfAll_mayBeAsManyAsSaid_alsoOfProxies() throws Exception {
    try (TestServer server = limited(limits -> limits.withMaxConnections(1));
        RawConnection first = control(server)) {
      assertThat(first.send(GET).next().orElseThrow().status()).isEqualTo(200);
      try (RawConnection second = streaming(server)) {
        problem(second.next().orElseThrow(), 503, "overloaded");
      }
    }
  }

  @Test
  void headThatTakesTooLong_isEnded_howeverItTrickles() throws Exception {
    try (TestServer server = limited(limits -> limits.withHeaderMillis(300));
        RawConnection slow = control(server)) {
      slow.send("GET /healthz HTTP/1.1\r\n");
      Thread trickle = Thread.ofVirtual().start(() -> trickle(slow));
      problem(slow.next().orElseThrow(), 408, "request-timeout");
      assertThat(slow.isEnded()).isTrue();
      trickle.join();
    }
  }

  private static void trickle(RawConnection connection) {
    try {
      for (int i = 0; i < 200; i++) {
        connection.send("X-" + i + ": x\r\n");
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      assertThat(e).isNotNull(); // the server has had enough
    }
  }

  @Test
  void secondHeadThatTakesTooLong_isEnded_too() throws Exception {
    try (TestServer server = limited(limits -> limits.withHeaderMillis(300));
        RawConnection slow = control(server)) {
      assertThat(slow.send(GET).next().orElseThrow().status()).isEqualTo(200);
      slow.send("GET /heal");
      problem(slow.next().orElseThrow(), 408, "request-timeout");
      assertThat(slow.isEnded()).isTrue();
    }
  }

  @Test
  void bodyThatTakesTooLong_isEnded_andChangesNothing() throws Exception {
    try (TestServer server = limited(limits -> limits.withBodyMillis(300));
        RawConnection slow = control(server)) {
      slow.send(
          "PATCH /v1/inputs/texts HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n[[\"a\"");
      problem(slow.next().orElseThrow(), 408, "request-timeout");
      assertThat(slow.isEnded()).isTrue();
      assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
    }
  }

  @Test
  void connectionWithoutRequests_isEnded_butNotAStream() throws Exception {
    try (TestServer server = limited(limits -> limits.withKeepAliveMillis(400));
        RawConnection idle = control(server);
        RawConnection silent = control(server);
        EventReader events =
            new EventReader(server.server().streamingPort(), 4096, "/v1/resources/texts")) {
      assertThat(idle.send(GET).next().orElseThrow().status()).isEqualTo(200);
      assertThat(events.next().name()).isEqualTo("init");
      assertThat(idle.isEnded()).isTrue();
      assertThat(silent.isEnded()).isTrue();
      server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      assertThat(events.next().name()).isEqualTo("update");
    }
  }

  @Test
  void head_mayBeAsLongAsSaid() throws Exception {
    try (TestServer server = limited(limits -> limits.withMaxHeaderBytes(1024))) {
      String start = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
      try (RawConnection connection = control(server)) {
        connection.send(start + "X: " + "x".repeat(2000) + "\r\n\r\n");
        problem(connection.next().orElseThrow(), 431, "headers-too-large");
        assertThat(connection.isEnded()).isTrue();
      }
      try (RawConnection connection = control(server)) {
        connection.send("GET /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        problem(connection.next().orElseThrow(), 414, "uri-too-long");
      }
      try (RawConnection connection = control(server)) {
        connection.send(start + "X: x\r\n".repeat(10_000));
        problem(connection.next().orElseThrow(), 431, "headers-too-large");
      }
    }
  }
}
