package io.skipruntime.board;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.Executables;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A page in a real browser without a window, in which expressions are evaluated by the browser's
 * own protocol for tools.
 */
final class Tab implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;
  private static final String LISTENING = "DevTools listening on ws://";

  private final Process browser;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private long requests;

  /** Waits for the page, before which there is nothing that an expression could be evaluated in. */
  private Tab opened() throws InterruptedException {
    String isLoaded = "location.protocol === 'http:' && document.readyState === 'complete'";
    while (!ask(isLoaded).toString().contains("true")) {
      Thread.onSpinWait();
    }
    return this;
  }

  private Tab(Process browser, String tools) throws IOException, InterruptedException {
    this.browser = browser;
    URI list = URI.create("http://" + tools + "/json/list");
    String pages =
        client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    JsonObject page =
        Json.parse(pages).asArray().elements().stream()
            .map(Json::asObject)
            .filter(each -> each.get("type").asString().equals("page"))
            .findFirst()
            .orElseThrow();
    this.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(page.get("webSocketDebuggerUrl").asString()), new Receiver(answers))
            .join();
  }

  /** What is received, put together. */
  private static final class Receiver implements WebSocket.Listener {
    private final BlockingQueue<JsonObject> answers;
    private final StringBuilder text = new StringBuilder();

    Receiver(BlockingQueue<JsonObject> answers) {
      this.answers = answers;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        answers.add(Json.parse(text.toString()).asObject());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(true);
    }
  }

  /** Opens a page; the test is skipped where there is no browser. */
  static Tab open(String address, Path profile) throws IOException, InterruptedException {
    Optional<Path> executable = Executables.find("chromium", "chromium-browser", "google-chrome");
    Assumptions.assumeTrue(executable.isPresent(), "there is no browser");
    Process process =
        new ProcessBuilder(
                executable.orElseThrow().toString(),
                "--headless",
                "--no-sandbox", // it is root in containers, and shows nothing but this page
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                address)
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(LISTENING)) {
        return new Tab(process, line.substring(LISTENING.length()).replaceFirst("/.*", ""))
            .opened();
      }
    }
    throw new IOException("the browser has ended");
  }

  /** The value of an expression. */
  Json evaluate(String expression) throws InterruptedException {
    JsonObject answer = ask(expression);
    if (!answer.has("result")) {
      throw new AssertionError(expression + ": " + answer);
    }
    JsonObject result = answer.get("result").asObject();
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").asObject().find("value").orElse(Json.NULL);
  }

  private JsonObject ask(String expression) throws InterruptedException {
    long id = ++requests;
    Map<String, Json> parameters =
        Map.of(
            "expression", Json.of(expression),
            "awaitPromise", Json.of(true),
            "returnByValue", Json.of(true));
    Map<String, Json> request =
        Map.of(
            "id", Json.of(id),
            "method", Json.of("Runtime.evaluate"),
            "params", Json.object(parameters));
    socket.sendText(Json.object(request).toString(), true).join();
    JsonObject answer = next();
    while (!answer.find("id").equals(Optional.of(Json.of(id)))) {
      answer = next();
    }
    return answer;
  }

  private JsonObject next() throws InterruptedException {
    JsonObject answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the browser has not answered for " + LIMIT_SECONDS + " s");
    }
    return answer;
  }

  /** Waits until a condition of the page holds. */
  void until(String condition) throws InterruptedException {
    Json held =
        evaluate(
            """
            new Promise((resolve) => {
              const end = Date.now() + %d;
              const look = () => {
                if (%s) resolve(true);
                else if (Date.now() > end) resolve(document.body.innerText);
                else setTimeout(look, 20);
              };
              look();
            })\
            """
                .formatted(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS / 2), condition));
    if (!held.equals(Json.of(true))) {
      throw new AssertionError("never held: " + condition + "; the page shows: " + held);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(browser.toHandle()), browser.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join());
  }
}
