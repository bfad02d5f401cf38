package io.skipruntime.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.EventStream;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The board, with a real PostgreSQL, as its users see it. */
final class BoardTest {

  private static final long TIMEOUT_MILLIS = 10_000;

  private static TestBoard board;

  @BeforeAll
  static void start() throws Exception {
    board = TestBoard.start(false);
  }

  @AfterAll
  static void stop() throws IOException {
    if (board != null) {
      board.close();
    }
  }

  private static EventStream follow(String name) throws IOException, InterruptedException {
    return EventStream.open(board.resource(name));
  }

  private static String next(EventStream events) throws IOException, InterruptedException {
    return events.next(TIMEOUT_MILLIS).orElseThrow().data().toString();
  }

  /** The votes of a post as a subscriber is first told. */
  private static long votes(long post) throws IOException, InterruptedException {
    try (EventStream events = follow("post?id=" + post)) {
      return Json.parse(next(events))
          .asArray()
          .get(0)
          .asArray()
          .get(1)
          .asArray()
          .get(0)
          .asObject()
          .get("votes")
          .asLong();
    }
  }

  @Test
  void write_isVisible_whenItsRequestIsAnswered() throws Exception {
    String mallory = board.signIn("mallory");
    String trent = board.signIn("trent");
    for (int i = 0; i < 10; i++) {
      long post = board.submit("Post " + i, mallory);
      assertThat(votes(post)).isEqualTo(1);
      assertThat(board.send("PUT", "/votes/" + post, "", trent).statusCode()).isEqualTo(204);
      assertThat(board.send("PUT", "/votes/" + post, "", trent).statusCode()).isEqualTo(204);
      assertThat(votes(post)).isEqualTo(2);
      assertThat(board.send("DELETE", "/votes/" + post, "", trent).statusCode()).isEqualTo(204);
      assertThat(votes(post)).isEqualTo(1);
    }
  }

  @Test
  void changeInAnotherShell_reachesThePage() throws Exception {
    long post = board.submit("Written on the page", board.signIn("oscar"));
    try (EventStream events = follow("post?id=" + post)) {
      assertThat(next(events)).contains("Written on the page", "\"author\":\"oscar\"");
      board.sql("UPDATE posts SET title = 'Changed in psql' WHERE id = " + post);
      assertThat(next(events)).contains("Changed in psql");
      board.sql("DELETE FROM posts WHERE id = " + post);
      assertThat(next(events)).isEqualTo("[[" + post + ",[]]]");
    }
  }

  @Test
  void front_isByVotes_andAllThatOneCommitChangesComesAtOnce() throws Exception {
    long post = board.submit("Rises", board.signIn("victor"));
    try (EventStream events = follow("front?limit=1")) {
      next(events);
      board.sql(
          "WITH more AS (INSERT INTO users (name) SELECT 'fan' || g FROM generate_series(1, 200) g"
              + " RETURNING id) INSERT INTO votes (post, voter) SELECT "
              + post
              + ", id FROM more");
      assertThat(next(events)).contains("Rises", "\"votes\":201");
    }
  }

  @Test
  void myVotes_areForTheUserAlone() throws Exception {
    String alice = board.signIn("alice");
    String bob = board.signIn("bob");
    long post = board.submit("Only mine", alice);
    assertThat(
            board
                .send(board.resource("my_votes?limit=9"), "GET", "", TestBoard.NOBODY)
                .statusCode())
        .isEqualTo(401);
    try (EventStream hers = follow("my_votes?limit=9&access_token=" + board.token(alice));
        EventStream his = follow("my_votes?limit=9&access_token=" + board.token(bob))) {
      assertThat(next(hers)).contains("Only mine");
      assertThat(next(his)).isEqualTo("[]");
      board.send("PUT", "/votes/" + post, "", bob);
      assertThat(next(his)).contains("Only mine");
    }
    board.send("DELETE", "/session", "", alice);
    assertThat(board.send("POST", "/posts", "{\"title\":\"x\"}", alice).statusCode())
        .isEqualTo(401);
  }

  @Test
  void mistakes_areToldToTheUser() throws Exception {
    String cookie = board.signIn("peggy");
    assertThat(board.send("POST", "/session", "{\"name\":\"no spaces\"}", TestBoard.NOBODY).body())
        .contains("422", "a name has up to 20 letters");
    assertThat(board.send("POST", "/session", "{}", TestBoard.NOBODY).body())
        .contains("name is missing");
    assertThat(board.send("POST", "/posts", "{\"title\":\"x\"}", TestBoard.NOBODY).statusCode())
        .isEqualTo(401);
    assertThat(board.send("POST", "/posts", "{\"title\":\" \"}", cookie).statusCode())
        .isEqualTo(422);
    assertThat(
            board
                .send("POST", "/posts", "{\"title\":\"x\",\"url\":\"javascript:1\"}", cookie)
                .statusCode())
        .isEqualTo(422);
    assertThat(board.send("POST", "/posts", "{", cookie).statusCode()).isEqualTo(400);
    assertThat(board.send("POST", "/posts", "[1]", cookie).statusCode()).isEqualTo(422);
    assertThat(board.send("POST", "/posts", " ".repeat(10_001), cookie).statusCode())
        .isEqualTo(413);
    assertThat(board.send("PUT", "/votes/999999", "", cookie).statusCode()).isEqualTo(422);
    assertThat(board.send("PUT", "/votes/x", "", cookie).statusCode()).isEqualTo(404);
    assertThat(board.send("GET", "/../page.js", "", TestBoard.NOBODY).statusCode()).isEqualTo(404);
    assertThat(board.send("GET", "/Board.class", "", TestBoard.NOBODY).statusCode()).isEqualTo(404);
  }

  @Test
  void page_isServedWithItsClient() throws Exception {
    HttpResponse<String> page = board.send("GET", "/", "", TestBoard.NOBODY);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .endsWith("connect-src 'self' http://127.0.0.1:" + board.streamingPort());
    for (String file : new String[] {"page.js", "page.css", "icon.svg", "skip-client/index.js"}) {
      assertThat(board.send("GET", "/" + file, "", TestBoard.NOBODY).statusCode())
          .as(file)
          .isEqualTo(200);
    }
  }
}
