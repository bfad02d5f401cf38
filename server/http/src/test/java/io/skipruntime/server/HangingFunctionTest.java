package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server does while a function of its service does not come to an end. */
final class HangingFunctionTest {

  private static final long TIMEOUT_SECONDS = 30;
  private static final int TERMINATED = 128 + 15;
  private static final ServerOptions IMPATIENT =
      ServerOptions.parse("--wait-seconds=1", "--stuck-seconds=0.2", "--close-seconds=1");

  @BeforeEach
  void prepare() {
    HangingService.prepare();
  }

  @AfterEach
  void release() {
    HangingService.release();
  }

  private static TestServer server() {
    TestServer server = new TestServer(new HangingService(), IMPATIENT);
    assertThat(server.patch("/v1/inputs/numbers", "[[\"a\",[1]]]").statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/snapshot/all", "null").body()).isEqualTo("[[\"a\",[1]]]");
    return server;
  }

  private static CompletableFuture<HttpResponse<String>> hang(TestServer server) {
    CompletableFuture<HttpResponse<String>> write =
        CompletableFuture.supplyAsync(
            () -> server.patch("/v1/inputs/numbers", "[[\"stuck\",[-1]]]"));
    HangingService.awaitEntered();
    return write;
  }

  private static JsonObject busy(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    JsonObject problem = TestServer.problem(response);
    assertThat(problem.get("type").asString()).isEqualTo("busy");
    return problem;
  }

  @Test
  void requestWhoseOwnFunctionHangs_isAnsweredInTime_andTakesEffectIfTheFunctionReturns()
      throws Exception {
    try (TestServer server = server()) {
      long start = System.nanoTime();
      HttpResponse<String> answer = hang(server).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
      assertThat(busy(answer).get("detail").asString())
          .contains("numbers.map(", "at key stuck", "running since 20", "may still be carried out");

      HangingService.release();
      Wait.until(() ->
          server.post("/v1/snapshot/all", "null").body().equals("[[\"a\",[1]],[\"stuck\",[-1]]]"));
      assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(200);
      assertThat(server.metric("skip_stuck_function_seconds")).isZero();
      assertThat(server.metric("skip_pending_body_bytes{listener=\"control\"}")).isZero();
      assertThat(server.metric("skip_pending_answer_bytes{listener=\"control\"}"))
          .isLessThan(100_000);
    }
  }

  @Test
  void parametersThatHang_holdUpNoWrite_sinceTheyAreReadWithoutTheLock() throws Exception {
    try (TestServer server = server()) {
      CompletableFuture<HttpResponse<String>> asked =
          CompletableFuture.supplyAsync(() -> server.post("/v1/snapshot/slow", "{\"number\":-1}"));
      HangingService.awaitEntered();
      assertThat(server.patch("/v1/inputs/numbers", "[[\"b\",[2]]]").statusCode()).isEqualTo(200);
      HangingService.release();
      assertThat(asked.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).body())
          .isEqualTo("[[\"a\",[1]],[\"b\",[2]]]");
    }
  }

  @Test
  void streamWhoseResourceHangs_isRefusedInTime_withoutNames() throws Exception {
    try (TestServer server = server()) {
      HttpResponse<String> answer =
          server.get(server.streaming("/v1/resources/own?params=" + HangingService.WAITS));
      assertThat(busy(answer).get("detail").asString()).doesNotContain("own", "-1");
      HangingService.release();
      try (EventReader events = server.follow("/v1/resources/own?params=" + HangingService.WAITS)) {
        assertThat(events.next().data()).isEqualTo("[[\"a\",[1]]]");
      }
      Wait.until(() -> server.metric("skip_subscribers") == 0);
    }
  }

  @Test
  void othersWrites_areRefusedInTime_andReadsGoOn() throws Exception {
    try (TestServer server = server();
        EventReader stream = server.follow("/v1/resources/all")) {
      assertThat(stream.next().data()).isEqualTo("[[\"a\",[1]]]");
      CompletableFuture<HttpResponse<String>> write = hang(server);
      assertThat(busy(server.patch("/v1/inputs/numbers", "[[\"b\",[2]]]")).get("detail").asString())
          .contains("at key stuck", "was not carried out");
      assertThat(server.post("/v1/snapshot/all", "null").body()).isEqualTo("[[\"a\",[1]]]");
      assertThat(server.get(server.streaming("/healthz")).statusCode()).isEqualTo(200);
      try (EventReader late = server.follow("/v1/resources/all")) {
        assertThat(late.next().data()).isEqualTo("[[\"a\",[1]]]");
      }
      write.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      HangingService.release();
      assertThat(stream.next().data()).isEqualTo("[[\"stuck\",[-1]]]");
    }
  }

  @Test
  void operatorsAreToldOfTheFunction_withItsStack_andOthersThatTheServiceIsBusy() throws Exception {
    try (TestServer server = server()) {
      CompletableFuture<HttpResponse<String>> write = hang(server);
      Wait.until(() -> server.get(server.control("/readyz")).statusCode() == 503);
      JsonObject told = busy(server.get(server.control("/readyz")));
      assertThat(told.get("key").asString()).isEqualTo("stuck");
      assertThat(told.get("function").asString()).startsWith("numbers.map(");
      assertThat(told.get("since").asString()).startsWith("20");
      assertThat(told.get("stack").toString())
          .contains("HangingService.hangAt", "HangingService$Hanging.mapEntry");
      assertThat(server.get(server.streaming("/readyz")).body())
          .contains("busy")
          .doesNotContain("stuck", "numbers", "hangAt");
      Wait.until(() -> server.metric("skip_stuck_function_seconds") >= 1);
      write.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void functionThatComputesWithoutEndOnTheOnlyProcessor_stopsNeitherReadsNorTheEnd()
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HangingService.class.getName(),
                "--control-port=0",
                "--streaming-port=0",
                "--wait-seconds=1",
                "--close-seconds=1")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader();
        HttpClient client = HttpClient.newHttpClient()) {
      URI control = controlOf(output);
      assertThat(write(client, control, "[[\"a\",[1]]]").get().statusCode()).isEqualTo(200);
      assertThat(read(client, control).body()).isEqualTo("[[\"a\",[1]]]");
      HttpResponse<String> hung =
          write(client, control, "[[\"b\",[" + HangingService.COMPUTES + "]]]")
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(busy(hung).get("detail").asString()).contains("at key b");
      assertThat(read(client, control).body()).isEqualTo("[[\"a\",[1]]]");

      process.toHandle().destroy();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }

  private static URI controlOf(BufferedReader output) throws Exception {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      List<String> words = List.of(line.strip().split(" +"));
      if (words.getFirst().equals("control")) {
        return URI.create(words.get(1));
      }
    }
    throw new AssertionError("the server has not started");
  }

  private static CompletableFuture<HttpResponse<String>> write(
      HttpClient client, URI control, String entries) {
    return client.sendAsync(
        HttpRequest.newBuilder(control.resolve("/v1/inputs/numbers"))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(entries))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> read(HttpClient client, URI control) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve("/v1/snapshot/all"))
            .timeout(Duration.ofSeconds(TIMEOUT_SECONDS))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("null"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
