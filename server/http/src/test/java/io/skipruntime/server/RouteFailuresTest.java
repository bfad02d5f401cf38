package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route meets everything that can be wrong with a request to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RouteFailuresTest {

  private static final int MAX_BODY_BYTES = 2000;
  private static final String UUID = "123e4567-e89b-12d3-a456-426614174000";

  /** A route with a body, and one that it takes. */
  record Target(String method, String path, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** What is wrong, and what is answered. */
  record Failure(String body, Charset charset, String contentType, int status, String type) {
    static Failure of(String body, int status, String type) {
      return new Failure(body, StandardCharsets.UTF_8, "application/json", status, type);
    }

    /** A body of bytes that are no UTF-8. */
    static Failure ofBytes(String latin) {
      return new Failure(
          latin, StandardCharsets.ISO_8859_1, "application/json", 400, "invalid-utf8");
    }

    static Failure ofType(String contentType) {
      return new Failure("{}", StandardCharsets.UTF_8, contentType, 415, "unsupported-media-type");
    }

    @Override
    public String toString() {
      return type + " (" + body.length() + " characters, " + contentType + ")";
    }
  }

  private static final List<Target> TARGETS =
      List.of(
          new Target("POST", "/v1/snapshot/texts", "{}"),
          new Target("POST", "/v1/snapshot/texts/lookup", "{\"key\":\"a\"}"),
          new Target("PATCH", "/v1/inputs/texts", "[[\"a\",[\"x\"]]]"),
          new Target("PATCH", "/v1/inputs", "{\"texts\":[[\"a\",[\"x\"]]]}"),
          new Target("POST", "/v1/streams/texts", "{}"));

  private static final List<Failure> OF_BODIES =
      List.of(
          Failure.of("[[", 400, "malformed-json"),
          Failure.of("{\"a\":1} x", 400, "malformed-json"),
          Failure.of("nul", 400, "malformed-json"),
          Failure.of("{'a':1}", 400, "malformed-json"),
          Failure.of("[NaN]", 400, "malformed-json"),
          Failure.of("[01]", 400, "malformed-json"),
          Failure.of("[\"\t\"]", 400, "malformed-json"),
          Failure.ofBytes("\"\u00ff\""),
          Failure.ofBytes("\"\u00ed\u00a0\u0080\""),
          Failure.ofBytes("\"\u00c0\u00af\""),
          Failure.of("{\"a\":1,\"a\":2}", 400, "duplicate-member"),
          Failure.of("[\"\\udc00\"]", 400, "lone-surrogate"),
          Failure.of("[".repeat(513) + "]".repeat(513), 400, "nesting-too-deep"),
          Failure.of("[1e99999999999]", 422, "number-out-of-range"),
          Failure.of("\"" + "x".repeat(MAX_BODY_BYTES) + "\"", 413, "body-too-large"),
          Failure.ofType("text/plain"),
          Failure.ofType("application/xml+json2"));

  private final TestServer server =
      new TestServer(
          ServerOptions.defaults()
              .withLimits(LimitOptions.defaults().withMaxBodyBytes(MAX_BODY_BYTES)));
  private long tick;

  @BeforeAll
  void remember() {
    tick = server.server().instance().watermark().tick();
  }

  @AfterAll
  void nothingHasChanged() {
    try (server) {
      assertThat(server.server().instance().watermark().tick()).isEqualTo(tick);
      assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
    }
  }

  static Stream<Arguments> bodies() {
    return TARGETS.stream()
        .flatMap(target -> OF_BODIES.stream().map(failure -> Arguments.of(target, failure)));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void wrongBody_isRefused(Target target, Failure failure) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.control(target.path()))
            .header("Content-Type", failure.contentType())
            .method(
                target.method(),
                BodyPublishers.ofByteArray(failure.body().getBytes(failure.charset())));
    check(server.send(request), failure.status(), failure.type());
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of("PATCH", "/v1/inputs/texts", "[1]", "/0"),
        Arguments.of("PATCH", "/v1/inputs/texts", "[[\"k\"]]", "/0"),
        Arguments.of("PATCH", "/v1/inputs/texts", "[[\"k\",5]]", "/0/1"),
        Arguments.of("PATCH", "/v1/inputs/texts", "[[\"k\",[1],3]]", "/0"),
        Arguments.of("PATCH", "/v1/inputs/texts", "[[\"k\",[\"x\",7]]]", "/0/1/1"),
        Arguments.of("PATCH", "/v1/inputs/texts", "[[7,[\"x\"]]]", "/0/0"),
        Arguments.of("PATCH", "/v1/inputs/texts", "{}", ""),
        Arguments.of("PATCH", "/v1/inputs", "{\"texts\":[[\"k\",[5]]]}", "/texts/0/1/0"),
        Arguments.of("PATCH", "/v1/inputs", "{\"texts\":5}", "/texts"),
        Arguments.of("PATCH", "/v1/inputs", "[]", ""),
        Arguments.of("PATCH", "/v1/inputs/users", "[[1,[{\"name\":\"x\"}]]]", "/0/1/0/active"),
        Arguments.of("POST", "/v1/snapshot/active_friends", "\"x\"", ""),
        Arguments.of("POST", "/v1/snapshot/texts_from", "{\"from\":\"a\"}", "/limit"),
        Arguments.of("POST", "/v1/snapshot/texts_from", "{\"from\":1,\"limit\":2}", "/from"),
        Arguments.of("POST", "/v1/snapshot/texts/lookup", "{}", "/key"),
        Arguments.of("POST", "/v1/snapshot/texts/lookup", "[]", ""),
        Arguments.of(
            "POST", "/v1/snapshot/active_friends/lookup", "{\"key\":1,\"params\":{}}", "/params"),
        Arguments.of("POST", "/v1/streams/active_friends", "{}", ""));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void wrongShape_isPointedAt(String method, String path, String body, String pointer) {
    HttpResponse<String> response = server.json(method, path, body);
    String type = path.startsWith("/v1/inputs") ? "invalid-entries" : "invalid-parameters";
    JsonObject problem = check(response, 422, type);
    assertThat(problem.get("errors").asArray().elements())
        .as(response.body())
        .anySatisfy(
            error -> assertThat(error.asObject().get("pointer").asString()).isEqualTo(pointer));
  }

  static Stream<Arguments> unknownNames() {
    return Stream.of(
        Arguments.of("POST", "/v1/snapshot/nothing", "{}", "unknown-resource"),
        Arguments.of("POST", "/v1/snapshot/nothing/lookup", "{\"key\":1}", "unknown-resource"),
        Arguments.of("POST", "/v1/streams/nothing", "{}", "unknown-resource"),
        Arguments.of("PATCH", "/v1/inputs/nothing", "[]", "unknown-collection"),
        Arguments.of("PATCH", "/v1/inputs", "{\"nothing\":[]}", "unknown-collection"),
        Arguments.of("DELETE", "/v1/streams/" + UUID, "", "unknown-stream"),
        Arguments.of("DELETE", "/v1/streams/not-a-uuid", "", "unknown-stream"),
        Arguments.of("POST", "/v1/snapshots/texts", "{}", "not-found"),
        Arguments.of("POST", "/v1/snapshot/%ff", "{}", "unknown-resource"));
  }

  @ParameterizedTest
  @MethodSource("unknownNames")
  void unknownName_isNotFound(String method, String path, String body, String type) {
    check(server.json(method, path, body), 404, type);
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(true, "/v1/snapshot/texts", "POST"),
        Arguments.of(true, "/v1/snapshot/texts/lookup", "POST"),
        Arguments.of(true, "/v1/inputs/texts", "PATCH"),
        Arguments.of(true, "/v1/inputs", "PATCH"),
        Arguments.of(true, "/v1/streams/texts", "DELETE, POST"),
        Arguments.of(true, "/healthz", "GET"),
        Arguments.of(true, "/readyz", "GET"),
        Arguments.of(true, "/metrics", "GET"),
        Arguments.of(false, "/healthz", "GET"),
        Arguments.of(false, "/readyz", "GET"),
        Arguments.of(false, "/v1/streams/" + UUID, "GET"),
        Arguments.of(false, "/v1/resources/texts", "GET"));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void wrongMethod_isToldTheRightOnes(boolean onControl, String path, String allowed) {
    URI uri = onControl ? server.control(path) : server.streaming(path);
    for (String method : List.of("PUT", "TRACE", "FOO")) {
      HttpResponse<String> response =
          server.send(HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()));
      check(response, 405, "method-not-allowed");
      assertThat(response.headers().firstValue("Allow").orElse("")).contains(allowed);
    }
  }

  private static JsonObject check(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = TestServer.problem(response);
    assertThat(problem.get("type").asString()).isEqualTo(type);
    assertThat(problem.get("status").asLong()).isEqualTo(status);
    assertThat(problem.get("detail").asString()).isNotEmpty().doesNotContain("Exception", "\tat ");
    assertThat(response.body()).doesNotContain("io.skipruntime", ".java");
    return problem;
  }
}
