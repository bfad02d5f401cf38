package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code EventSource} of a real browser works, on a page from another origin. */
final class BrowserTest {

  private static final List<String> OPEN = List.of("open", "1");
  private static final List<String> COMES_BACK = List.of("error", "0");
  private static final List<String> HAS_ENDED = List.of("error", "2");

  @TempDir private Path profile = Path.of("");

  private static String page(String url) {
    return """
    <script>
      const source = new EventSource("%s");
      let reported = Promise.resolve();
      const report = (name, data, id) => {
        const body = JSON.stringify({ name, data: String(data), id: id ?? "" });
        reported = reported.then(() => fetch("/report", { method: "POST", body }));
      };
      source.onopen = () => report("open", source.readyState);
      source.onerror = () => report("error", source.readyState);
      for (const name of ["init", "update"])
        source.addEventListener(name, (event) => report(name, event.data, event.lastEventId));
    </script>
    """
        .formatted(url);
  }

  private static List<String> next(Browser browser) throws InterruptedException {
    JsonObject report = browser.report();
    return List.of(report.get("name").asString(), report.get("data").asString());
  }

  @Test
  void eventSource_follows_resumesByItself_andEndsWithItsStream() throws Exception {
    assumeTrue(Browser.executable().isPresent(), "there is no Chromium: apt-get install chromium");
    try (Browser browser = new Browser();
        TestServer server = serverFor(browser);
        Relay relay = new Relay(server.server().streamingPort())) {
      String uuid = server.openStream("texts", "{}");
      String url = "http://127.0.0.1:" + relay.port() + "/v1/streams/" + uuid;
      browser.show(page(url), profile);
      assertThat(next(browser)).isEqualTo(OPEN);
      assertThat(next(browser)).containsExactly("init", "[]");
      server.patch("/v1/inputs/texts", "[[\"a\",[\"ü\"]]]");
      assertThat(next(browser)).containsExactly("update", "[[\"a\",[\"ü\"]]]");

      relay.cut();
      server.patch("/v1/inputs/texts", "[[\"b\",[\"x\"]]]");
      server.patch("/v1/inputs/texts", "[[\"b\",[\"y\"]]]");
      assertThat(next(browser)).isEqualTo(COMES_BACK);
      assertThat(next(browser)).isEqualTo(OPEN);
      assertThat(next(browser)).containsExactly("update", "[[\"b\",[\"y\"]]]");

      server.delete("/v1/streams/" + uuid);
      assertThat(next(browser)).isEqualTo(COMES_BACK);
      assertThat(next(browser)).isEqualTo(HAS_ENDED);
    }
  }

  private static TestServer serverFor(Browser browser) {
    return new TestServer(ServerOptions.defaults().withCorsOrigins(Set.of(browser.origin())));
  }
}
