package io.skipruntime.clients;

import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser has six connections to a host with HTTP/1.1, and a page may need more streams. */
class ManyTabsTest {

  private static final int TABS = 3;

  /** Each tab follows three resources, and notes in the storage of the origin how they are. */
  private static String script(int port) {
    return """
      import { SkipClient } from "/skip-client/index.js";
      const tab = new URLSearchParams(location.search).get("tab");
      const client = new SkipClient({ streaming: "http://127.0.0.1:%d" });
      const all = [["active_friends", 0], ["active_friends", 1], ["users"]].map(
        ([resource, params]) => client.follow(resource, params));
      const note = () => localStorage.setItem(tab, all.map(({ status }) => status).join());
      for (const live of all) live.subscribe(note);
      """
        .formatted(port);
  }

  @TempDir private Path profile = Path.of("");

  @Test
  void threeTabs_withThreeResourcesEach_areAllLive() throws Exception {
    NpmPackage.require();
    try (Chromium browser = Chromium.start(profile);
        Page page = new Page();
        SkipServer service =
            SkipServer.start(
                new GroupsService(),
                ServerOptions.defaults().withPorts(0, 0).withCorsOrigins(Set.of(page.origin())))) {
      page.run(script(service.streamingPort()));
      browser.show(page.origin() + "/?tab=1");
      browser.until("String(localStorage.getItem(1))", "live,live,live");
      for (int tab = 2; tab <= TABS; tab++) {
        browser.openTab(page.origin() + "/?tab=" + tab);
      }
      for (int tab = 2; tab <= TABS; tab++) {
        browser.until("String(localStorage.getItem(" + tab + "))", "live,live,live");
      }
    }
  }
}
