package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorsTest {

  private static final String UUID = "123e4567-e89b-12d3-a456-426614174000";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject check(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject problem = TestServer.problem(response);
    assertThat(problem.get("type").asString()).isEqualTo(type);
    assertThat(problem.get("status").asLong()).isEqualTo(status);
    assertThat(problem.get("title").asString()).isNotEmpty();
    assertThat(problem.get("detail").asString()).doesNotContain("Exception", "\tat ");
    return problem;
  }

  private static String pointer(JsonObject problem) {
    return problem.get("errors").asArray().get(0).asObject().get("pointer").asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "POST /v1/snapshot/nothing 404 unknown-resource",
        "POST /v1/snapshot/nothing/lookup 404 unknown-resource",
        "POST /v1/streams/nothing 404 unknown-resource",
        "PATCH /v1/inputs/nothing 404 unknown-collection",
        "PATCH /v1/inputs/activeMembers 404 unknown-collection",
        "DELETE /v1/streams/" + UUID + " 404 unknown-stream",
        "GET /v1/streams/" + UUID + " 405 method-not-allowed",
        "PUT /v1/inputs/users 405 method-not-allowed",
        "GET /v1/snapshot/texts 405 method-not-allowed",
        "POST /healthz 405 method-not-allowed",
        "GET / 404 not-found",
        "GET /v1 404 not-found",
        "POST /v1/snapshot/ 404 not-found",
        "POST /v1/snapshot/texts/ 404 not-found",
        "POST /v2/snapshot/texts 404 not-found"
      })
  void wrongAddress_isNamed(String method, String path, int status, String type) {
    String body = path.endsWith("lookup") ? "{\"key\":1}" : "[]";
    JsonObject problem = check(server.json(method, path, body), status, type);

    assertThat(problem.get("instance").asString()).isEqualTo(path);
  }

  @Test
  void wrongMethod_isToldTheRightOnes() {
    HttpResponse<String> response = server.get(server.control("/v1/streams/texts"));

    assertThat(response.headers().firstValue("Allow")).hasValue("DELETE, POST");
  }

  @Test
  void streamingListener_hasItsOwnErrors() {
    check(server.get(server.streaming("/v1/streams/" + UUID)), 404, "unknown-stream");
    check(server.get(server.streaming("/v1/resources/nothing")), 404, "unknown-resource");
    check(server.get(server.streaming("/v1/snapshot/texts")), 404, "not-found");
    check(
        server.get(server.streaming("/v1/resources/active_friends?params=%7B")),
        400,
        "malformed-json");
    check(
        server.get(server.streaming("/v1/resources/active_friends?params=%22x%22")),
        422,
        "invalid-parameters");
    check(
        server.get(server.streaming("/v1/resources/active_friends?params=99")),
        422,
        "computation-failed");
  }

  @Test
  void stream_isNotForThoseWhoAcceptSomethingElse() {
    String uuid = server.openStream("texts", "{}");
    HttpRequest.Builder request = HttpRequest.newBuilder(server.streaming("/v1/streams/" + uuid));

    check(server.send(request.copy().header("Accept", "application/json")), 406, "not-acceptable");
    check(
        server.send(request.copy().header("Accept", "*/*;q=0, text/html")), 406, "not-acceptable");
    for (String accept : new String[] {"text/event-stream", "text/*;q=0.1", "a/b, */*"}) {
      try (EventReader events = server.follow("/v1/streams/" + uuid, "Accept: " + accept)) {
        assertThat(events.status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "[[1, 400 malformed-json",
        "{\"a\":1,\"a\":2} 400 duplicate-member",
        "[\"\\ud800\"] 400 lone-surrogate",
        "[1e99999999999] 422 number-out-of-range"
      })
  void bodyThatIsNotJson_isToldWhere(String body, int status, String type) {
    JsonObject problem = check(server.patch("/v1/inputs/users", body), status, type);

    JsonSyntaxException expected = assertThrows(JsonSyntaxException.class, () -> Json.parse(body));
    assertThat(problem.get("detail").asString())
        .endsWith(
            "at offset %d, line 1, column %d".formatted(expected.offset(), expected.column()));
  }

  @Test
  void bodyThatIsNotText_isToldSo() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/inputs/users"))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'}));

    check(server.send(request), 400, "invalid-utf8");
  }

  @Test
  void deepBody_isRefused() {
    String deep = "[".repeat(513) + "]".repeat(513);

    check(server.patch("/v1/inputs/users", deep), 400, "nesting-too-deep");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=latin1"
      })
  void bodyOfAnotherType_isRefused(@org.jspecify.annotations.Nullable String type) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .method("PATCH", BodyPublishers.ofString("[[\"a\",[\"x\"]]]"));
    if (type != null) {
      request.header("Content-Type", type);
    }

    check(server.send(request), 415, "unsupported-media-type");
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
  }

  @Test
  void bodyOfARelatedType_isTaken() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .header("Content-Type", "application/vnd.skip+json; charset=UTF-8")
            .method("PATCH", BodyPublishers.ofString("[[\"a\",[\"x\"]]]"));

    assertThat(server.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void bodyThatIsTooLarge_isRefused() {
    String body = "[[\"a\",[\"" + "x".repeat(16 << 20) + "\"]]]";
    JsonObject problem = check(server.patch("/v1/inputs/texts", body), 413, "body-too-large");

    assertThat(problem.get("maxBytes").asLong()).isEqualTo(16 << 20);
    assertThat(server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]").statusCode()).isEqualTo(200);
  }

  @Test
  void bodyOfUnknownLengthThatIsTooLarge_isRefused() {
    byte[] part = new byte[1 << 20];
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofByteArrays(java.util.Collections.nCopies(17, part)));

    check(server.send(request), 413, "body-too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "{} ``",
        "7 ``",
        "[1] /0",
        "[[\"k\"]] /0",
        "[[1,[]],[\"k\",5]] /1/1",
        "[[\"k\",[1],3]] /0",
        "[[\"k\",[]]] /0/0",
        "[[1,[7]]] /0/1/0",
        "[[1,[{\"name\":\"x\",\"active\":1,\"friends\":[]}]]] /0/1/0/active",
        "[[1,[{\"name\":\"x\",\"active\":true,\"friends\":[1,\"2\"]}]]] /0/1/0/friends/1",
        "[[1,[null]]] /0/1/0"
      })
  void entryOfAnotherShapeOrType_isPointedAt(String body, String pointer) {
    Watermark before = server.server().instance().watermark();
    JsonObject problem = check(server.patch("/v1/inputs/users", body), 422, "invalid-entries");

    assertThat(pointer(problem)).isEqualTo(pointer);
    JsonObject several =
        check(
            server.patch("/v1/inputs", "{\"texts\":[],\"users\":" + body + "}"),
            422,
            "invalid-entries");
    assertThat(pointer(several)).isEqualTo("/users" + pointer);
    assertThat(server.server().instance().watermark()).isEqualTo(before);
  }

  @Test
  void numberThatDoesNotFit_isToldSo() {
    JsonObject problem =
        check(
            server.patch("/v1/inputs/users", "[[9223372036854775808,[]]]"),
            422,
            "number-out-of-range");

    assertThat(pointer(problem)).isEqualTo("/0/0");
  }

  @Test
  void writeToSeveral_thatNamesAnUnknownCollection_changesNothing() {
    check(
        server.patch("/v1/inputs", "{\"texts\":[[\"a\",[\"x\"]]],\"nothing\":[]}"),
        404,
        "unknown-collection");
    check(server.patch("/v1/inputs", "[]"), 422, "invalid-entries");
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
  }

  @Test
  void parametersOfAnotherType_arePointedAt() {
    check(server.post("/v1/snapshot/active_friends", "\"Bob\""), 422, "invalid-parameters");
    check(server.post("/v1/streams/active_friends", "\"Bob\""), 422, "invalid-parameters");
    JsonObject problem =
        check(
            server.post(
                "/v1/snapshot/texts_from/lookup",
                "{\"key\":\"a\",\"params\":{\"from\":\"a\",\"limit\":\"many\"}}"),
            422,
            "invalid-parameters");
    assertThat(pointer(problem)).isEqualTo("/params/limit");
    problem = check(server.post("/v1/snapshot/texts/lookup", "{}"), 422, "invalid-parameters");
    assertThat(pointer(problem)).isEqualTo("/key");
    check(server.post("/v1/snapshot/texts/lookup", "[]"), 422, "invalid-parameters");
    check(
        server.post("/v1/snapshot/texts_from", "{\"from\":\"a\",\"limit\":3000000000}"),
        422,
        "number-out-of-range");
  }

  @Test
  void functionThatFails_refusesTheWrite_andTheNextOneWorks() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    Watermark before = server.server().instance().watermark();

    JsonObject problem =
        check(
            server.patch("/v1/inputs/texts", "[[\"a\",[\"y\"]],[\"b\",[\"refuse me\"]]]"),
            422,
            "computation-failed");

    assertThat(problem.get("node").asString()).contains("Checked");
    assertThat(problem.get("key")).isEqualTo(Json.of("b"));
    assertThat(problem.get("message").asString()).isEqualTo("this text is refused");
    assertThat(server.server().instance().watermark()).isEqualTo(before);
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[[\"a\",[\"x\"]]]");
    assertThat(server.patch("/v1/inputs/texts", "[[\"b\",[\"z\"]]]").statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/snapshot/texts", "{}").body())
        .isEqualTo("[[\"a\",[\"x\"]],[\"b\",[\"z\"]]]");
  }

  @Test
  void resourceThatFails_isAComputationThatFailed() {
    JsonObject problem =
        check(server.post("/v1/snapshot/active_friends", "99"), 422, "computation-failed");

    assertThat(problem.get("node").asString()).contains("active_friends");
    assertThat(problem.get("key")).isEqualTo(Json.of(99));
  }

  @Test
  void resourceWhoseValuesCannotBeWritten_isADefect_withAnIdentifierAndNoMore() {
    server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");

    JsonObject problem = check(server.post("/v1/snapshot/broken", "{}"), 500, "internal");
    assertThat(problem.get("errorId").asString()).matches("[0-9a-f-]{36}");
    check(server.get(server.streaming("/v1/resources/broken")), 500, "internal");
  }

  @Test
  void bodyThatIsTooLarge_isRefusedBeforeItIsSent_andEndsTheConnection() throws Exception {
    String head =
        """
        PATCH /v1/inputs/texts HTTP/1.1
        Host: a
        Content-Type: application/json
        Content-Length: 99999999
        Expect: 100-continue

        """
            .replace("\n", "\r\n");

    assertThat(RawRequest.sendUntilClosed(server, head))
        .startsWith("HTTP/1.1 413")
        .contains("body-too-large");
  }

  @Test
  void version_thatIsNotReached_orOfAnotherEpoch_isRefused() {
    try (TestServer impatient =
        new TestServer(ServerOptions.defaults().withWatermarkWaitMillis(10))) {
      Watermark now = impatient.server().instance().watermark();
      for (String[] each :
          new String[][] {
            {now.epoch() + "/" + (now.tick() + 1), "412", "watermark-not-reached"},
            {"another/1", "412", "unknown-epoch"},
            {"7", "400", "malformed-watermark"}
          }) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(impatient.control("/v1/snapshot/texts"))
                .header("Skip-Min-Watermark", each[0])
                .POST(BodyPublishers.noBody());
        check(impatient.send(request), Integer.parseInt(each[1]), each[2]);
      }
    }
  }

  @Test
  void pathWithBrokenPercents_isMalformed() throws Exception {
    assertThat(RawRequest.send(server, "GET /v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("malformed-request");
  }

  @Test
  void requestThatIsNotHttp_isMalformed() throws Exception {
    assertThat(RawRequest.send(server, "hello there\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 400 ", "application/problem+json");
    String header = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n";
    assertThat(RawRequest.send(server, header)).startsWith("HTTP/1.").contains(" 431 ");
  }
}
