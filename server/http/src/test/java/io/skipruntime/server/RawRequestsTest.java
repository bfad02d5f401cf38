package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client library would send. */
final class RawRequestsTest {

  private static final String TO = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String WRITE =
      "PATCH /v1/inputs/texts" + TO + "Content-Type: application/json\r\n";
  private static final String ENTRIES = "[[\"a\",[\"x\"]]]";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    assertThat(server.get(server.control("/healthz")).statusCode()).isEqualTo(200);
    server.close();
  }

  private RawConnection control() throws IOException {
    return new RawConnection(server.server().controlPort());
  }

  private String texts() {
    return server.post("/v1/snapshot/texts", "{}").body();
  }

  private static String withLength(String body) {
    return "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 14\r\nContent-Length: 15\r\n\r\n",
        "Content-Length: 14, 15\r\n\r\n",
        "Content-Length: +14\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x0e\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 14\r\n\r\n",
        "Content-Length: 14\r\n folded: x\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 14\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
        "X\0: y\r\n\r\n",
        "no colon\r\n\r\n",
        ": no name\r\n\r\n"
      })
  void lengthThatOthersMightReadOtherwise_endsTheConnection(String headers) throws Exception {
    try (RawConnection connection = control()) {
      connection.send(WRITE + headers + ENTRIES + "DELETE /v1/streams/x" + TO + "\r\n").endOutput();
      RawConnection.Reply reply = connection.next().orElseThrow();
      assertThat(reply.status()).as(reply.head() + reply.body()).isBetween(400, 499);
      assertThat(Json.parse(reply.body()).asObject().get("status").asLong())
          .isEqualTo(reply.status());
      connection
          .next()
          .ifPresent(next -> assertThat(next.status()).as("of what was smuggled").isEqualTo(400));
    }
    assertThat(texts()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\1\2\3\r\n\r\n",
        "\r\n\r\n \r\n\r\n",
        "GET\r\n\r\n",
        "GET /healthz\r\n\r\n",
        "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "G\u00e9T /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
      })
  void whatIsNotHttp_isRefused_ifAnswered(String text) throws Exception {
    try (RawConnection connection = control()) {
      connection.send(text).endOutput();
      connection
          .next()
          .ifPresent(reply -> assertThat(reply.status()).as(reply.head()).isBetween(400, 499));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /healthz http/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /v1/snapshot/texts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
      })
  void headThatOthersMightTakeAnotherWay_isRefused_andWhatFollowsIsNotRead(String head)
      throws Exception {
    for (int port : new int[] {server.server().controlPort(), server.server().streamingPort()}) {
      try (RawConnection connection = new RawConnection(port)) {
        connection.send(head + "GET /healthz" + TO + "\r\n");
        RawConnection.Reply reply = connection.next().orElseThrow();
        assertThat(reply.head()).startsWith("HTTP/1.1 400 ");
        assertThat(reply.header("Content-Type")).hasValue("application/problem+json");
        assertThat(Json.parse(reply.body()).asObject().get("type"))
            .isEqualTo(Json.of("malformed-request"));
        assertThat(connection.next()).isEmpty();
      }
    }
  }

  @Test
  void requestInSingleBytes_isTaken() throws Exception {
    try (RawConnection connection = control()) {
      for (char each : (WRITE + withLength(ENTRIES)).toCharArray()) {
        connection.send(String.valueOf(each));
      }
      assertThat(connection.next().orElseThrow().status()).isEqualTo(200);
    }
    assertThat(texts()).isEqualTo("[[\"a\",[\"x\"]]]");
  }

  @Test
  void clientThatSendsOnAndOn_getsToSeeWhyItIsRefused() throws Exception {
    String part = "x".repeat(1000);
    for (String start : new String[] {"GET /", "GET /healthz" + TO + "X: "}) {
      try (RawConnection connection = control()) {
        connection.send(start);
        for (int i = 0; i < 2000; i++) {
          connection.send(part);
        }
        assertThat(connection.next().orElseThrow().status()).isIn(414, 431);
        assertThat(connection.next()).isEmpty();
      }
    }
  }

  @Test
  void requestsThatFollowEachOther_areAnsweredInOrder() throws Exception {
    try (RawConnection connection = control()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        String entries = "[[\"key\",[\"" + i + "\"]]]";
        all.append(WRITE).append(withLength(entries));
        all.append("POST /v1/snapshot/texts/lookup" + TO + "Content-Type: application/json\r\n")
            .append(withLength("{\"key\":\"key\"}"));
      }
      connection.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(connection.next().orElseThrow().status()).isEqualTo(200);
        assertThat(connection.next().orElseThrow().body()).isEqualTo("[\"" + i + "\"]");
      }
    }
  }

  @Test
  void clientThatSendsNoMore_isStillAnswered() throws Exception {
    try (RawConnection connection = control()) {
      connection.send(WRITE + withLength(ENTRIES)).endOutput();
      assertThat(connection.next().orElseThrow().status()).isEqualTo(200);
    }
    assertThat(texts()).isEqualTo("[[\"a\",[\"x\"]]]");
  }

  @Test
  void clientThatLeavesInItsBody_changesNothing() throws Exception {
    try (RawConnection connection = control()) {
      connection.send(WRITE + "Content-Length: 100\r\n\r\n" + ENTRIES).endOutput();
      connection.next().ifPresent(reply -> assertThat(reply.status()).isBetween(400, 499));
    }
    for (int i = 0; i < 20; i++) {
      try (RawConnection connection = control()) {
        connection.send(WRITE + "Content-Length: 100\r\n\r\n" + ENTRIES).reset();
      }
    }
    assertThat(texts()).isEqualTo("[]");
  }

  @Test
  void bodyThatWasRead_isNotReadAsARequest() throws Exception {
    try (RawConnection connection = control()) {
      String inner = "PATCH /v1/inputs/texts" + TO + "\r\n";
      connection.send("POST /nowhere" + TO + withLength(inner));
      assertThat(connection.next().orElseThrow().status()).isEqualTo(404);
      connection.send("GET /healthz" + TO + "\r\n");
      connection.next().ifPresent(reply -> assertThat(reply.status()).isEqualTo(200));
    }
  }

  @Test
  void randomBytes_endTheConnection() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(300)];
      random.nextBytes(bytes);
      try (RawConnection connection = control()) {
        connection.send(bytes).endOutput();
        connection
            .next()
            .ifPresent(reply -> assertThat(reply.status()).as(reply.head()).isBetween(400, 499));
      }
    }
  }
}
