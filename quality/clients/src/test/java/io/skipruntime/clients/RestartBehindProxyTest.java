package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.Proxy;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A browser's own {@code EventSource} survives a restart of the server behind a proxy. */
class RestartBehindProxyTest {

  /** Counts the beginnings of the stream, and the attempts that did not get there. */
  private static String script(int port) {
    return """
      window.inits = 0;
      window.errors = 0;
      window.events = new EventSource("http://127.0.0.1:%d/v1/resources/active_friends?params=0");
      window.events.addEventListener("init", () => window.inits++);
      window.events.onerror = () => window.errors++;
      """
        .formatted(port);
  }

  @TempDir private Path directory = Path.of("");

  private static SkipServer service(Page page, int control, int streaming) {
    return SkipServer.start(
        new GroupsService(),
        ServerOptions.defaults()
            .withPorts(control, streaming)
            .withCorsOrigins(Set.of(page.origin())));
  }

  @ParameterizedTest
  @EnumSource
  void eventSource_comesBack_afterARestartThatTakesLong(Proxy proxy) throws Exception {
    proxy.require();
    try (Chromium browser = Chromium.start(directory);
        Page page = new Page()) {
      SkipServer first = service(page, 0, 0);
      try (Proxy.Started started = proxy.start(directory, first.streamingPort())) {
        page.run(script(started.port()));
        browser.show(page.origin());
        browser.until("String(window.inits)", "1");
        first.close();
        browser.until("String(window.errors >= 3)", "true"); // it has come back in vain
        assertThat(browser.evaluate("String(window.events.readyState)")).isNotEqualTo("2");
        try (SkipServer second = service(page, first.controlPort(), first.streamingPort())) {
          assertThat(second.streamingPort()).isEqualTo(first.streamingPort());
          browser.until("String(window.inits)", "2");
        }
      } finally {
        first.close();
      }
    }
  }
}
