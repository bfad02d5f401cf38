package io.skipruntime.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.server.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board's page in a real browser, where there is one. */
final class BoardPageTest {

  @TempDir private Path profile = Path.of("");

  @Test
  void page_isLive_andWrites() throws Exception {
    try (TestBoard board = TestBoard.start(false);
        Tab tab = Tab.open(board.address(), profile)) {
      tab.until("document.querySelectorAll('#posts li').length === 7");
      tab.until("document.querySelector('#status').textContent === 'live'");
      assertThat(tab.evaluate("document.querySelector('#submit').hidden")).isEqualTo(Json.of(true));
      tab.evaluate(
          "document.querySelector('#name').value = 'sybil';"
              + "document.querySelector('#sign-in button').click()");
      tab.until("document.querySelector('#who').textContent === 'sybil'");
      tab.evaluate(
          "document.querySelector('#title').value = 'Seen at once';"
              + "document.querySelector('#submit button').click()");
      tab.until(row("Seen at once") + "?.querySelector('.vote').ariaPressed === 'true'");
      board.sql(
          "INSERT INTO votes (post, voter) SELECT p.id, u.id FROM posts p, users u"
              + " WHERE p.title = 'Seen at once' AND u.name <> 'sybil'");
      tab.until(row("Seen at once") + "?.querySelector('.vote').textContent === '6'");
      assertThat(tab.evaluate("document.querySelector('#posts .title').textContent"))
          .isEqualTo(Json.of("Seen at once"));
      tab.evaluate(row("Seen at once") + ".querySelector('.vote').click()");
      tab.until(row("Seen at once") + "?.querySelector('.vote').textContent === '5'");
      board.sql("UPDATE posts SET title = 'Changed in psql' WHERE title = 'Seen at once'");
      tab.until(row("Changed in psql") + " !== undefined");
      tab.evaluate("location.hash = '#by/ada'");
      tab.until("document.querySelectorAll('#posts li').length === 2");
      tab.evaluate("document.querySelector('#sign-out button').click()");
      tab.until("!document.querySelector('#sign-in').hidden");
    }
  }

  private static String row(String title) {
    return "[...document.querySelectorAll('#posts li')].find((each) =>"
        + " each.querySelector('.title').textContent === '"
        + title
        + "')";
  }
}
