package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.security.StreamTokens;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over HTTP. */
final class CommandRoutesTest {

  private static final String ADD = "/v1/commands/add";
  private static final String ADD_ONE = "{\"counter\":\"a\",\"more\":1}";

  private static TestServer server() {
    return new TestServer(new CommandsService(), ServerOptions.defaults());
  }

  private static TestServer serverOf(SecurityOptions security) {
    return new TestServer(new CommandsService(), ServerOptions.defaults().withSecurity(security));
  }

  private static HttpRequest.Builder request(URI uri, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static HttpResponse<String> subscriber(
      TestServer server, String path, String body, String... headers) {
    return server.send(request(server.streaming(path), body, headers));
  }

  private static String counters(TestServer server) {
    return server.post("/v1/snapshot/counters", "{}").body();
  }

  private static void assertProblem(
      HttpResponse<String> response, int status, String type, String detail) {
    JsonObject problem = TestServer.problem(response);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem.get("type").asString()).isEqualTo(type);
    assertThat(problem.get("detail").asString()).isEqualTo(detail);
  }

  @Test
  void answer_hasTheResult_andTheWatermarkOfTheEventThatShowsIt() {
    try (TestServer server = server();
        EventReader events = server.follow("/v1/resources/counters")) {
      events.next();

      HttpResponse<String> answer = subscriber(server, ADD, ADD_ONE);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"count\":2}");
      String watermark = answer.headers().firstValue("Skip-Watermark").orElseThrow();
      assertThat(watermark).isEqualTo(server.server().instance().watermark().toString());
      EventReader.Event update = events.next();
      assertThat(update.data()).isEqualTo("[[\"a\",[2]]]");
      assertThat(update.id()).endsWith(watermark.substring(watermark.indexOf('/')));
      assertThat(server.post("/v1/commands/clear", "{}").body()).isEqualTo("{}");
      assertThat(counters(server)).isEqualTo("[]");
    }
  }

  @Test
  void refusals_tellTheirReason_onBothListeners_andChangeNothing() {
    try (TestServer server = server()) {
      for (URI add : List.of(server.control(ADD), server.streaming(ADD))) {
        assertProblem(
            server.send(request(add, "{\"counter\":\"a\",\"more\":-2}")),
            409,
            "command-refused",
            "there are only 1");
        assertProblem(
            server.send(request(add, "{\"counter\":\"a\",\"more\":0}")),
            422,
            "command-refused",
            "zero changes nothing");
      }
      assertProblem(
          subscriber(server, "/v1/commands/fail", "{\"end\":\"REFUSED\"}"),
          403,
          "command-refused",
          "only the owner may");
      assertThat(counters(server)).isEqualTo("[[\"a\",[1]]]");
    }
  }

  @Test
  void failuresAndForbiddenReasons_areToldToBackendsOnly() {
    try (TestServer server = server()) {
      String forbidden = "{\"end\":\"FORBIDDEN\"}";
      String defect = "{\"end\":\"DEFECT\"}";
      HttpResponse<String> refused = server.post("/v1/commands/fail", forbidden);
      assertProblem(refused, 403, "forbidden", "a secret reason");
      assertThat(TestServer.problem(refused).get("refusedBy")).isEqualTo(Json.of("command"));
      assertThat(server.post("/v1/commands/fail", defect).body()).contains("a secret defect");

      assertProblem(
          subscriber(server, "/v1/commands/fail", forbidden),
          403,
          "forbidden",
          "the command refuses this");
      HttpResponse<String> failed = subscriber(server, "/v1/commands/fail", defect);
      assertThat(failed.statusCode()).isEqualTo(422);
      assertThat(failed.body()).contains("computation-failed", "errorId");
      assertThat(failed.body()).doesNotContain("secret", "DEFECT");
    }
  }

  @Test
  void parametersThatAreNotTaken_areRefused() {
    try (TestServer server = server()) {
      HttpResponse<String> answer = server.post(ADD, "{\"counter\":5}");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("invalid-parameters", "/counter", "/more");
      assertThat(subscriber(server, ADD, "{\"counter\":5}").body())
          .contains("invalid-parameters")
          .doesNotContain("/counter", "/more");
      assertThat(server.post("/v1/commands/none", "{}").body())
          .contains("unknown-command", "add_mine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[", "\"\\ud800\"", "{\"counter\":\"a\",\"counter\":\"b\"}", "nul", "\u0000"})
  void hostileBodies_areRefused_andChangeNothing(String body) {
    try (TestServer server = server()) {
      assertThat(subscriber(server, ADD, body).statusCode()).isEqualTo(400);
      assertThat(counters(server)).isEqualTo("[[\"a\",[1]]]");
    }
  }

  @Test
  void bodiesThatAreTooLong_orNotJson_areRefused() {
    ServerOptions few =
        ServerOptions.defaults().withLimits(LimitOptions.defaults().withMaxBodyBytes(1_000));
    try (TestServer server = new TestServer(new CommandsService(), few)) {
      assertThat(subscriber(server, ADD, " ".repeat(1_001)).statusCode()).isEqualTo(413);
      HttpResponse<String> withoutType =
          server.send(
              HttpRequest.newBuilder(server.streaming("/v1/commands/clear"))
                  .POST(BodyPublishers.noBody()));
      assertThat(withoutType.statusCode()).as("for users").isEqualTo(401);
      assertThat(
              server
                  .send(HttpRequest.newBuilder(server.streaming(ADD)).POST(BodyPublishers.noBody()))
                  .statusCode())
          .as("what a foreign page can send without asking")
          .isEqualTo(415);
      assertThat(counters(server)).isEqualTo("[[\"a\",[1]]]");
    }
  }

  @Test
  void sameKey_isAnsweredAlike_andRunsTheCommandOnce() {
    try (TestServer server = server()) {
      HttpResponse<String> first = subscriber(server, ADD, ADD_ONE, "Idempotency-Key", "k");
      subscriber(server, ADD, ADD_ONE);
      HttpResponse<String> again =
          subscriber(server, ADD, "{ \"more\":1.0,\"counter\":\"a\"}", "Idempotency-Key", "k");
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.headers().firstValue("Skip-Watermark"))
          .isEqualTo(first.headers().firstValue("Skip-Watermark"));
      assertThat(counters(server)).isEqualTo("[[\"a\",[3]]]");

      HttpResponse<String> other =
          subscriber(server, ADD, "{\"counter\":\"b\",\"more\":1}", "Idempotency-Key", "k");
      assertThat(other.statusCode()).isEqualTo(422);
      assertThat(other.body()).contains("idempotency-key-reused");
    }
  }

  @Test
  void keysThatAreNoTexts_areRefused() {
    try (TestServer server = server()) {
      for (String[] headers :
          List.of(
              new String[] {"Idempotency-Key", "x".repeat(256)},
              new String[] {"Idempotency-Key", ""},
              new String[] {"Idempotency-Key", "two words"},
              new String[] {"Idempotency-Key", "a", "Idempotency-Key", "b"})) {
        assertThat(subscriber(server, ADD, ADD_ONE, headers).statusCode()).isEqualTo(400);
      }
      assertThat(counters(server)).isEqualTo("[[\"a\",[1]]]");
    }
  }

  @Test
  void commandsOfUsers_needTheirToken() throws Exception {
    String secret = "what the issuer and the server share, in secret";
    SecurityOptions security =
        SecurityOptions.defaults()
            .withJwtIssuer(UserTokens.ISSUER)
            .withJwtAudiences(Set.of(UserTokens.AUDIENCE))
            .withJwtSecret(secret);
    String token =
        UserTokens.hs256(
            secret.getBytes(StandardCharsets.UTF_8), UserTokens.claims("alice").build());
    String mine = "/v1/commands/add_mine";
    try (TestServer server = serverOf(security)) {
      for (String path : List.of(mine, "/v1/commands/clear", "/v1/commands/none")) {
        HttpResponse<String> refused = subscriber(server, path, "{}");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      }
      String bearer = "Bearer " + token;
      assertThat(subscriber(server, mine, "{}", "Authorization", bearer).body())
          .isEqualTo("{\"count\":1}");
      assertThat(subscriber(server, mine, "{\"user\":{}}", "Authorization", bearer).statusCode())
          .isEqualTo(422);
      assertThat(server.send(request(server.control(mine), "{}", "Skip-User-Token", token)).body())
          .isEqualTo("{\"count\":2}");
      assertThat(server.post(mine, "{}").statusCode()).isEqualTo(401);
      assertThat(subscriber(server, ADD, ADD_ONE).statusCode()).isEqualTo(200);
    }
    try (TestServer server = serverOf(security.withJwtRequired(true))) {
      assertThat(subscriber(server, ADD, ADD_ONE).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void commandForAnybody_needsAPermission_whereStreamsDo() {
    String secret = "a secret of at least thirty-two characters";
    try (TestServer server = serverOf(SecurityOptions.defaults().withStreamTokenSecret(secret))) {
      assertThat(subscriber(server, ADD, ADD_ONE).statusCode()).isEqualTo(401);
      long expiry = server.server().instance().clock().instant().getEpochSecond() + 60;
      StreamTokens tokens = new StreamTokens(List.of(secret));
      assertThat(
              subscriber(
                      server,
                      ADD,
                      ADD_ONE,
                      "Skip-Stream-Token",
                      tokens.token("/v1/commands/fail", expiry))
                  .statusCode())
          .isEqualTo(401);
      assertThat(
              subscriber(server, ADD, ADD_ONE, "Skip-Stream-Token", tokens.token(ADD, expiry))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void counters_loseNoUpdate_underContention() throws Exception {
    try (TestServer server = server();
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(
            pool.submit(() -> {
              for (int j = 0; j < 25; j++) {
                subscriber(server, ADD, ADD_ONE);
              }
            }));
      }
      for (Future<?> future : running) {
        future.get();
      }
      assertThat(counters(server)).isEqualTo("[[\"a\",[201]]]");
    }
  }
}
