package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.Proxy;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A browser's own {@code EventSource} survives a restart of the server behind a proxy. There is one
 * restart, of a server behind all proxies, since it has to take long.
 */
class RestartBehindProxyTest {

  /** What became of the stream behind a proxy. */
  private record Seen(String readyStateWhileAway, String inits) {}

  private static final Map<Proxy, Seen> SEEN = new EnumMap<>(Proxy.class);

  /** Counts the beginnings of the stream, and the attempts that did not get there. */
  private static String script(Proxy proxy, int port) {
    return """
    window.%1$s = {inits: 0, errors: 0};
    %1$s.events = new EventSource("http://127.0.0.1:%2$d/v1/resources/active_friends?params=0");
    %1$s.events.addEventListener("init", () => %1$s.inits++);
    %1$s.events.onerror = () => %1$s.errors++;
    """
        .formatted(proxy, port);
  }

  private static SkipServer service(Page page, int control, int streaming) {
    return SkipServer.start(
        new GroupsService(),
        ServerOptions.defaults()
            .withPorts(control, streaming)
            .withCorsOrigins(Set.of(page.origin())));
  }

  @BeforeAll
  static void restart(@TempDir Path directory) throws Exception {
    Map<Proxy, Proxy.Started> started = new EnumMap<>(Proxy.class);
    try (Chromium browser = Chromium.start(directory);
        Page page = new Page()) {
      SkipServer first = service(page, 0, 0);
      try {
        StringBuilder scripts = new StringBuilder();
        for (Proxy proxy : Proxy.values()) {
          if (proxy.isInstalled()) {
            Proxy.Started behind = proxy.start(directory, first.streamingPort());
            started.put(proxy, behind);
            scripts.append(script(proxy, behind.port()));
          }
        }
        page.run(scripts.toString());
        browser.show(page.origin());
        for (Proxy proxy : started.keySet()) {
          browser.until("String(window.%s.inits)".formatted(proxy), "1");
        }
        first.close();
        Map<Proxy, String> away = new EnumMap<>(Proxy.class);
        for (Proxy proxy : started.keySet()) {
          // it has come back in vain
          browser.until("String(window.%s.errors >= 3)".formatted(proxy), "true");
          away.put(proxy, browser.evaluate("String(window.%s.events.readyState)".formatted(proxy)));
        }
        try (SkipServer second = service(page, first.controlPort(), first.streamingPort())) {
          assertThat(second.streamingPort()).isEqualTo(first.streamingPort());
          for (Proxy proxy : started.keySet()) {
            String inits = "String(window.%s.inits)".formatted(proxy);
            browser.until(inits, "2");
            SEEN.put(proxy, new Seen(away.getOrDefault(proxy, ""), browser.evaluate(inits)));
          }
        }
      } finally {
        first.close();
      }
    } finally {
      started.values().forEach(Proxy.Started::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventSource_comesBack_afterARestartThatTakesLong(Proxy proxy) {
    proxy.require();
    Seen seen = Objects.requireNonNull(SEEN.get(proxy), "the proxy was started");
    assertThat(seen.readyStateWhileAway()).isNotEqualTo("2");
    assertThat(seen.inits()).isEqualTo("2");
  }
}
