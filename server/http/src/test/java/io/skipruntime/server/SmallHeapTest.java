package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that is written to until its heap is full. Whatever it answers with 200 is what its
 * functions give for the input that it shows itself; otherwise it refuses, and where it is broken
 * its process ends.
 *
 * <p>{@code -Dskip.smallHeapSeconds=600} makes it run for longer than {@value #SECONDS} seconds for
 * each heap.
 */
final class SmallHeapTest {

  private static final long SECONDS = 5;
  private static final long END_SECONDS = 60;
  private static final int BROKEN = 70;
  private static final int KEYS = 40_000;
  private static final int BATCH = 100;
  private static final int LONGEST = 4_000;
  private static final int WRITES_PER_CHECK = 10;

  private final Random random = new Random(13);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int checks;

  @ParameterizedTest
  @ValueSource(strings = {"64m", "96m", "128m"})
  void answers_areRightOrRefused_whenTheHeapIsFull(String heap) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TextsService.class.getName(),
                "--control-port=0",
                "--streaming-port=0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      URI control = controlOf(output);
      if (!isSound(control)) {
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(BROKEN);
      }
      assertThat(checks).isPositive();
    } finally {
      process.destroyForcibly();
      client.close();
    }
  }

  /** Writes and checks until the time is over or the service breaks; whether it has not. */
  private boolean isSound(URI control) throws InterruptedException {
    long seconds = Long.getLong("skip.smallHeapSeconds", SECONDS);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      for (int i = 1; System.nanoTime() < end; i++) {
        if (isBroken(write(control))) {
          return false;
        }
        if (i % WRITES_PER_CHECK == 0) {
          check(control);
        }
      }
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private HttpResponse<String> write(URI control) throws IOException, InterruptedException {
    StringBuilder entries = new StringBuilder("[");
    for (int i = 0; i < BATCH; i++) {
      String text = Long.toString(random.nextLong(), 36).repeat(random.nextInt(LONGEST) / 13 + 1);
      String values = random.nextInt(8) == 0 ? "" : "\"" + text + "\"";
      entries.append(i == 0 ? "" : ",").append("[").append(random.nextInt(KEYS));
      entries.append(",[").append(values).append("]]");
    }
    return send(control, "/v1/inputs/texts", "PATCH", entries.append("]").toString());
  }

  /** Compares derived collections with the input; there is no other writer. */
  private void check(URI control) throws IOException, InterruptedException {
    Optional<Map<Long, Json>> texts = contents(control, "texts");
    Optional<Map<Long, Json>> reversed = contents(control, "reversed");
    Optional<Map<Long, Json>> lengths = contents(control, "lengths");
    if (texts.isEmpty()) {
      return;
    }
    Map<Long, Json> expectedReversed = new HashMap<>();
    Map<Long, Long> sums = new HashMap<>();
    texts
        .get()
        .forEach((key, text) -> {
          String plain = text.asString();
          expectedReversed.put(key, Json.of(new StringBuilder(plain).reverse().toString()));
          sums.merge(key % TextsService.GROUPS, (long) plain.length(), Long::sum);
        });
    Map<Long, Json> expectedLengths = new HashMap<>();
    sums.forEach((group, sum) -> expectedLengths.put(group, Json.of(sum)));
    reversed.ifPresent(found -> assertThat(found.equals(expectedReversed)).isTrue());
    lengths.ifPresent(found -> assertThat(found).isEqualTo(expectedLengths));
    checks += reversed.isPresent() || lengths.isPresent() ? 1 : 0;
  }

  private Optional<Map<Long, Json>> contents(URI control, String resource)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(control, "/v1/snapshot/" + resource, "POST", "null");
    if (answer.statusCode() != 200) {
      assertThat(answer.statusCode()).isEqualTo(503);
      return Optional.empty();
    }
    Map<Long, Json> contents = new HashMap<>();
    for (Json entry : Json.parse(answer.body()).asArray().elements()) {
      contents.put(entry.asArray().get(0).asLong(), entry.asArray().get(1).asArray().get(0));
    }
    return Optional.of(contents);
  }

  /** Whether a write found the service broken; otherwise it was carried out, or refused for now. */
  private static boolean isBroken(HttpResponse<String> answer) {
    if (answer.statusCode() == 200) {
      return false;
    }
    assertThat(answer.statusCode()).as(answer.body()).isIn(422, 503);
    String type = TestServer.problem(answer).get("type").asString();
    return type.equals("broken") || type.equals("shutting-down");
  }

  private HttpResponse<String> send(URI control, String path, String method, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve(path))
            .timeout(Duration.ofSeconds(END_SECONDS))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static URI controlOf(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      List<String> words = List.of(line.strip().split(" +"));
      if (words.getFirst().equals("control")) {
        return URI.create(words.get(1));
      }
    }
    throw new AssertionError("the server has not started");
  }
}
