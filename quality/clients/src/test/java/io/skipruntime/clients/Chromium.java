package io.skipruntime.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real browser without a window, driven by its DevTools protocol. Each {@link #evaluate} sends
 * one message and waits for the one that answers it.
 */
final class Chromium implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private final Process process;
  private final Path profile;
  private Optional<WebSocket> page = Optional.empty();
  private int messages;

  private Chromium(Path executable, Path profile) throws IOException {
    this.profile = profile;
    process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox", // it is root in containers, and shows nothing but our pages
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output").toFile())
            .start();
  }

  /** Starts the browser; skips the test if there is none. */
  static Chromium start(Path profile) throws IOException, InterruptedException {
    Optional<Path> executable =
        Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
            .flatMap(name ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                    .map(directory -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(executable.isPresent(), "there is no Chromium: apt-get install chromium");
    Chromium chromium = new Chromium(executable.orElseThrow(), profile);
    try {
      chromium.connect();
      return chromium;
    } catch (IOException | RuntimeException | Error e) {
      chromium.close();
      throw e;
    }
  }

  private void connect() throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    await(() -> Files.exists(file) && !lines(file).isEmpty(), "the browser's port");
    URI list = URI.create("http://127.0.0.1:" + lines(file).getFirst() + "/json/list");
    String targets =
        client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    JsonObject target =
        Json.parse(targets).asArray().elements().stream()
            .map(Json::asObject)
            .filter(each -> each.get("type").asString().equals("page"))
            .findFirst()
            .orElseThrow();
    URI socket = URI.create(target.get("webSocketDebuggerUrl").asString());
    page = Optional.of(client.newWebSocketBuilder().buildAsync(socket, new Listener()).join());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Collects the parts of messages, and keeps those that answer one of ours. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        JsonObject complete = Json.parse(message.toString()).asObject();
        message.setLength(0);
        if (complete.find("id").isPresent()) {
          answers.add(complete);
        }
      }
      return WebSocket.Listener.super.onText(socket, part, isLast);
    }
  }

  private JsonObject send(String method, Map<String, Json> params) throws InterruptedException {
    int id = ++messages;
    Json message =
        Json.object(
            Map.of("id", Json.of(id), "method", Json.of(method), "params", Json.object(params)));
    page.orElseThrow().sendText(message.toString(), true).join();
    while (true) {
      JsonObject answer = answers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("the browser does not answer " + method);
      }
      if (answer.get("id").equals(Json.of(id))) {
        return answer;
      }
    }
  }

  /** Shows the page at an address. */
  void show(String address) throws InterruptedException {
    send("Page.navigate", Map.of("url", Json.of(address)));
  }

  /** Opens another tab, in which {@link #evaluate} sees nothing. */
  void openTab(String address) throws InterruptedException {
    send("Target.createTarget", Map.of("url", Json.of(address)));
  }

  /** The value of an expression on the page, as text; that of a promise if it is one. */
  String evaluate(String expression) throws InterruptedException {
    JsonObject answer =
        send(
            "Runtime.evaluate",
            Map.of(
                "expression",
                Json.of(expression),
                "awaitPromise",
                Json.of(true),
                "returnByValue",
                Json.of(true)));
    JsonObject result = answer.get("result").asObject();
    if (result.find("exceptionDetails").isPresent()) {
      return "failed: " + result.get("exceptionDetails");
    }
    return result
        .get("result")
        .asObject()
        .find("value")
        .map(value -> value.isNull() ? "" : value.asString())
        .orElse("");
  }

  /** Waits until an expression, asked again and again, has a value. */
  void until(String expression, String expected) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    String value = evaluate(expression);
    while (!value.equals(expected)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "expected " + expression + " to be «" + expected + "», is still «" + value + "»");
      }
      value = evaluate("new Promise(done => setTimeout(done, 20)).then(() => " + expression + ")");
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @Override
  public void close() {
    page.ifPresent(WebSocket::abort);
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join());
    client.shutdownNow();
  }
}
