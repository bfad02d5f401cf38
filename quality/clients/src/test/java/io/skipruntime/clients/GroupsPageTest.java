package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsWeb;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client works in a real browser: on the page of the groups example, from another origin. */
class GroupsPageTest {

  private static final String USERS =
      "[...document.querySelectorAll('#users li')].map(row => row.textContent.trim()"
          + " + row.querySelector('[type=checkbox]').checked).join()";
  private static final String FRIENDS =
      "[...document.querySelectorAll('#friends li')].map(row =>"
          + " [...row.children].map(cell => cell.textContent).join(': ')).join('; ')";
  private static final String STATUS = "document.querySelector('#friends-status').textContent";

  @TempDir private Path profile = Path.of("");

  private static SkipServer service(HttpServer bound, int control, int streaming) {
    return SkipServer.start(
        new GroupsService(),
        ServerOptions.defaults()
            .withPorts(control, streaming)
            .withCorsOrigins(GroupsWeb.origins(bound, "127.0.0.1")));
  }

  private static String click(String type, int row) {
    return "document.querySelectorAll('#users [type=" + type + "]')[" + row + "].click()";
  }

  @Test
  void page_showsWhoIsActive_letsOneSaySo_andSurvivesARestart() throws Exception {
    try (Chromium browser = Chromium.start(profile)) {
      HttpServer bound = GroupsWeb.bind("127.0.0.1", 0);
      int control;
      int streaming;
      try (SkipServer service = service(bound, 0, 0)) {
        control = service.controlPort();
        streaming = service.streamingPort();
        showsAndWrites(browser, bound, Entrypoint.local(streaming, control));
      }
      browser.until(STATUS, "stale");
      assertThat(browser.evaluate(FRIENDS)).isEqualTo("Group 1001: Carol; Group 1002: Bob, Carol");
      try (SkipServer service = service(bound, control, streaming)) {
        assertThat(service.streamingPort()).isEqualTo(streaming);
        browser.until(STATUS, "live");
        browser.until(FRIENDS, "Group 1002: Bob");
      }
      bound.stop(0);
    }
  }

  private static void showsAndWrites(Chromium browser, HttpServer bound, Entrypoint service)
      throws IOException, InterruptedException {
    GroupsWeb web = GroupsWeb.start(service, bound);
    browser.show("http://127.0.0.1:" + web.port() + "/");
    browser.until(FRIENDS, "Group 1001: Alice");
    assertThat(browser.evaluate(STATUS)).isEqualTo("live");
    browser.until(USERS, "Bob activetrue,Alice activetrue,Carol activefalse,Eve activetrue");

    browser.evaluate(click("checkbox", 2));
    browser.until(FRIENDS, "Group 1001: Alice, Carol; Group 1002: Carol");
    browser.until(USERS, "Bob activetrue,Alice activetrue,Carol activetrue,Eve activetrue");

    browser.evaluate(click("radio", 1));
    browser.until(FRIENDS, "Group 1001: Carol; Group 1002: Bob, Carol");
    assertThat(browser.evaluate("document.querySelector('#problem').textContent")).isEmpty();
  }
}
