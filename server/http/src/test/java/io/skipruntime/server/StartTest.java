package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What a server says when it starts, and what it does with its first request. */
final class StartTest {

  private static final int DEPTH = 500;

  @Test
  void start_logsOneLine_withAddressesAndResources() {
    LinkedBlockingQueue<LogRecord> lines = new LinkedBlockingQueue<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(SkipServer.class.getName());
    logger.addHandler(handler);
    try (TestServer server = new TestServer(new HangingService(), ServerOptions.defaults())) {
      assertThat(lines).hasSize(1);
      assertThat(new SimpleFormatter().formatMessage(lines.peek()))
          .isEqualTo(
              "listening: control %s, streaming %s; resources: all, own, slow; follow one with curl -N %s"
                  .formatted(
                      server.control(""),
                      server.streaming(""),
                      server.streaming("/v1/resources/all")));
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void parametersThatAreNestedDeep_areRefused_asTheFirstRequest() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HangingService.class.getName(),
                "--control-port=0",
                "--streaming-port=0")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader();
        HttpClient client = HttpClient.newHttpClient()) {
      URI control = controlOf(output);
      HttpResponse<String> first = deep(client, control, "own");
      assertThat(first.statusCode()).isEqualTo(422);
      assertThat(first.body()).contains("invalid-parameters").doesNotContain("StackOverflow");
      assertThat(deep(client, control, "none").statusCode()).isEqualTo(404);
    } finally {
      process.destroyForcibly();
    }
  }

  private static HttpResponse<String> deep(HttpClient client, URI control, String resource)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(control.resolve("/v1/snapshot/" + resource))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("[".repeat(DEPTH) + "1" + "]".repeat(DEPTH)))
            .build(),
        BodyHandlers.ofString());
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
}
