package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The regular expressions of {@code ~} and its like. They are those of Java, which has the forms of
 * PostgreSQL that are in use; how much a search may cost is bounded, since some expressions take
 * exponential time.
 */
final class Patterns {

  private static final int MOST_STEPS = 5_000_000;

  private Patterns() {}

  /** Whether an expression is found somewhere in a text. */
  static boolean isFound(String text, String expression, boolean anyCase) {
    int flags = anyCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    try {
      return Pattern.compile(expression, flags | Pattern.DOTALL)
          .matcher(new Counted(text, 0, text.length(), new AtomicInteger()))
          .find();
    } catch (PatternSyntaxException e) {
      throw SqlException.of("2201B", "invalid regular expression: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw SqlException.of("2201B", "the regular expression needs too much for this text");
    }
  }

  /** A text that counts how often its characters are looked at. */
  private record Counted(String text, int start, int end, AtomicInteger steps)
      implements CharSequence {

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      if (steps.incrementAndGet() > MOST_STEPS) {
        throw SqlException.of("2201B", "the regular expression takes too long for this text");
      }
      return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text, start + from, start + to, steps);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}
