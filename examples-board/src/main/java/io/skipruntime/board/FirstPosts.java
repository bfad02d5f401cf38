package io.skipruntime.board;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The posts that an empty board begins with, so that there is something to vote for. */
final class FirstPosts {

  private static final List<String> NAMES = List.of("ada", "grace", "edsger", "barbara", "tony");

  private record First(String author, String title, @Nullable String url, int votes) {}

  private static final List<First> POSTS =
      List.of(
          new First("ada", "Notes on the Analytical Engine", "https://example.org/notes", 5),
          new First("grace", "The first actual case of bug being found", null, 4),
          new First("edsger", "A case against the GO TO statement", "https://example.org/goto", 4),
          new First("barbara", "Programming with abstract data types", null, 3),
          new First("tony", "Hints on programming language design", "https://example.org/hints", 2),
          new First("ada", "Ask the board: what do you keep up to date by hand?", null, 2),
          new First("grace", "How long is a nanosecond? About 30 centimetres", null, 1));

  private FirstPosts() {}

  /** Adds the posts with their votes. */
  static void submit(BoardDatabase database) throws SQLException {
    try {
      List<Long> members = new ArrayList<>();
      for (String name : NAMES) {
        members.add(database.member(name).id());
      }
      for (First first : POSTS) {
        long author = members.get(NAMES.indexOf(first.author()));
        long post = database.submit(author, first.title(), first.url());
        for (int i = 0; i < first.votes(); i++) {
          database.vote(post, members.get(i), true);
        }
      }
    } catch (BoardDatabase.RefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
