package io.skipruntime.server;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
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
 * own protocol for tools. For one thread.
 */
public final class Tab implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;
  private static final int TAB_KEY = 9;
  private static final int ENTER_KEY = 13;
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
  public static Tab open(String address, Path profile) throws IOException, InterruptedException {
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

  /** Shows the page in a window of a size, in the light or the dark scheme of colours. */
  public void look(int width, int height, String scheme) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", Json.of(width),
            "height", Json.of(height),
            "deviceScaleFactor", Json.of(1),
            "mobile", Json.of(false)));
    Json preferred =
        Json.object(Map.of("name", Json.of("prefers-color-scheme"), "value", Json.of(scheme)));
    call("Emulation.setEmulatedMedia", Map.of("features", Json.array(preferred)));
  }

  /** Presses a key and lets it go: {@code Tab}, {@code Enter}. */
  public void press(String key) throws InterruptedException {
    Map<String, Json> pressed = new HashMap<>();
    pressed.put("key", Json.of(key));
    pressed.put("code", Json.of(key));
    pressed.put("windowsVirtualKeyCode", Json.of(key.equals("Tab") ? TAB_KEY : ENTER_KEY));
    if (key.equals("Enter")) {
      pressed.put("text", Json.of("\r"));
    }
    pressed.put("type", Json.of("keyDown"));
    call("Input.dispatchKeyEvent", pressed);
    pressed.remove("text");
    pressed.put("type", Json.of("keyUp"));
    call("Input.dispatchKeyEvent", pressed);
  }

  /** Writes what the window shows to a file, as PNG. */
  public void photograph(Path file) throws IOException, InterruptedException {
    JsonObject answer = call("Page.captureScreenshot", Map.of("format", Json.of("png")));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(
        file, Base64.getDecoder().decode(answer.get("result").asObject().get("data").asString()));
  }

  /** The value of an expression. */
  public Json evaluate(String expression) throws InterruptedException {
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
    return call(
        "Runtime.evaluate",
        Map.of(
            "expression", Json.of(expression),
            "awaitPromise", Json.of(true),
            "returnByValue", Json.of(true)));
  }

  private JsonObject call(String method, Map<String, Json> parameters) throws InterruptedException {
    long id = ++requests;
    Map<String, Json> request =
        Map.of("id", Json.of(id), "method", Json.of(method), "params", Json.object(parameters));
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
  public void until(String condition) throws InterruptedException {
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
