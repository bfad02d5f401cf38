package io.skipruntime.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.server.PageChecks;
import io.skipruntime.server.Tab;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the inspector in a real browser, where there is one, with the board as the service:
 * tables of a PostgreSQL, rules that see the user, and parameters. With the property {@code
 * skip.photographs} it leaves a picture of each part in that directory.
 */
final class BoardInspectorTest {

  private static final String MAIN = "document.querySelector('#main').innerText";

  @TempDir private Path profile = Path.of("");

  private TestBoard board;
  private Tab tab;

  @BeforeEach
  void open() throws Exception {
    board =
        TestBoard.start(
            false,
            ServerOptions.defaults()
                .withPorts(0, 0)
                .withEngine(EngineOptions.defaults().withInspect(true).withHistoryMillis(600_000)));
    tab = Tab.open("http://127.0.0.1:" + board.controlPort() + "/inspect", profile);
    tab.look(1440, 900, "light");
    tab.until("document.querySelector('#state').textContent === 'live'");
    tab.until("document.querySelectorAll('svg .node').length > 8");
  }

  @AfterEach
  void close() throws Exception {
    if (tab != null) {
      tab.close();
    }
    if (board != null) {
      board.close();
    }
  }

  private void go(String part, String shown) throws Exception {
    tab.evaluate("location.hash = '#/" + part + "'");
    tab.until(MAIN + ".includes('" + shown + "')");
  }

  /** Clicks what has a text, when it is there. */
  private void press(String selector, String text) throws Exception {
    String found =
        "[...document.querySelectorAll('%s')].find(each => each.textContent.startsWith('%s'))"
            .formatted(selector, text);
    tab.until(found + " !== undefined");
    tab.evaluate(found + ".click()");
  }

  private void photograph(String name) throws Exception {
    String directory = System.getProperty("skip.photographs");
    if (directory != null) {
      tab.photograph(Path.of(directory, "board-" + name + ".png"));
    }
  }

  @Test
  void changeInTheDatabase_isFollowed_fromItsSourceToTheResource_andExplained() throws Exception {
    go("sources", "public.posts");
    assertThat(tab.evaluate(MAIN).asString())
        .contains("public.votes", "\"lsn\"")
        .doesNotContain("Column[");
    photograph("sources");
    go("resources/newest", "Parameters");
    tab.evaluate("document.querySelector('#params').value = '{\"limit\":10}'");
    press(".opening button", "Watch");
    tab.until("document.querySelectorAll('tbody tr').length === 7");
    board.sql("UPDATE posts SET title = 'Changed in psql' WHERE id = 1");
    tab.until(
        "[...document.querySelectorAll('tbody ins')].some(each =>"
            + " each.textContent.includes('Changed in psql'))");
    assertThat(tab.evaluate("document.querySelectorAll('tbody tr.changed').length"))
        .isEqualTo(Json.of(1));
    tab.until(
        "[...document.querySelectorAll('.resources .links li')].some(each => each.textContent ==="
            + " 'newest 1 open')");
    photograph("resource");
    press("tbody tr.changed button", "Why");
    tab.until("document.querySelector('#why').innerText.includes('public.posts')");
    assertThat(tab.evaluate("document.querySelector('#why').innerText").asString())
        .contains("Changed in psql", "external", "place of -1 among the keys of")
        .doesNotContain("columns");
    photograph("why");
    press("#why button", "Close");
    go("commits", "since the start");
    tab.until("document.querySelector('tbody th a') !== null");
    tab.evaluate("document.querySelector('tbody th a').click()");
    tab.until("document.querySelectorAll('.steps li').length > 1");
    assertThat(tab.evaluate(MAIN).asString())
        .contains("database/public.posts")
        .doesNotContain("columns");
    photograph("commit");
  }

  @Test
  void longTexts_areShown_alsoOnAPhone() throws Exception {
    board.sql("UPDATE posts SET title = repeat('long ', 20) WHERE id = 2");
    go("collections", "posts");
    press("#main th a", "database/public.posts");
    tab.until("document.querySelector('tbody')?.innerText.includes('long long') === true");
    photograph("contents");
    tab.look(390, 844, "dark");
    assertThat(tab.evaluate(PageChecks.OVERFLOW)).isEqualTo(Json.of(0));
    photograph("contents-phone");
  }

  @Test
  void everyPart_isForEverybody() throws Exception {
    for (String part :
        List.of(
            "graph",
            "collections",
            "commits",
            "resources/front",
            "instances",
            "streams",
            "sources",
            "sinks",
            "failures",
            "storage")) {
      tab.evaluate("location.hash = '#/" + part + "'");
      tab.until(
          "document.querySelector('nav [aria-current]').getAttribute('href') === '#/"
              + part.replaceFirst("/.*", "")
              + "'");
      if (List.of("graph", "collections", "sources").contains(part)) {
        tab.until("document.querySelectorAll('tbody tr').length > 0");
      }
      for (String scheme : List.of("light", "dark")) {
        for (int width : List.of(1440, 390)) {
          tab.look(width, 844, scheme);
          assertThat(tab.evaluate(PageChecks.OVERFLOW)).as(part).isEqualTo(Json.of(0));
          assertThat(tab.evaluate(PageChecks.FAINT_TEXTS).asString())
              .as(part + " " + scheme)
              .isEmpty();
          photograph(part.replaceFirst("/.*", "") + "-" + scheme + "-" + width);
        }
      }
      assertThat(tab.evaluate(PageChecks.NAMELESS).asString()).as(part).isEmpty();
    }
  }
}
