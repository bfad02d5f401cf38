package io.skipruntime.sql.expression;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of {@code ~} and its like. They are those of Java, which has the forms of
 * PostgreSQL that are in use; how much a search may cost is bounded, since some expressions take
 * exponential time.
 */
final class Patterns {

  private static final Pattern REFERENCE = Pattern.compile("\\\\.", Pattern.DOTALL);
  private static final int MOST_STEPS = 5_000_000;

  /** So many steps are taken between two looks at the clock. */
  private static final int STEPS_BETWEEN = 100_000;

  private Patterns() {}

  /** Whether an expression is found somewhere in a text. */
  static boolean isFound(String text, String expression, boolean anyCase) {
    return matches(text, expression, anyCase ? "i" : "", 1).size() > 0;
  }

  /**
   * The matches of an expression in a text.
   *
   * @param flags {@code i} for letters of any case, {@code n} for a point that ends with the line
   * @param most how many matches at the most
   */
  static List<MatchResult> matches(String text, String expression, String flags, int most) {
    int bits = flags.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    bits |= flags.contains("n") || flags.contains("m") ? Pattern.MULTILINE : Pattern.DOTALL;
    bits |= flags.contains("x") ? Pattern.COMMENTS : 0;
    for (int i = 0; i < flags.length(); i++) {
      if ("ginmcsxt".indexOf(flags.charAt(i)) < 0) {
        throw SqlException.of(
            "22023", "invalid regular expression option: \"" + flags.charAt(i) + "\"");
      }
    }
    try {
      Matcher matcher =
          Pattern.compile(expression, bits)
              .matcher(new Counted(text, 0, text.length(), new AtomicInteger()));
      List<MatchResult> matches = new ArrayList<>();
      while (matches.size() < most && matcher.find()) {
        if (!isWithinCharacter(text, matcher.start())) {
          matches.add(matcher.toMatchResult());
        }
      }
      return matches;
    } catch (PatternSyntaxException e) {
      throw SqlException.of("2201B", "invalid regular expression: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw SqlException.of("2201B", "the regular expression needs too much for this text");
    }
  }

  /** Whether a place is between the two halves of a surrogate pair. */
  private static boolean isWithinCharacter(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  /** A text with the first match, or with {@code g} all, replaced. */
  static String replaced(String text, String expression, String by, String flags) {
    StringBuilder result = new StringBuilder();
    int at = 0;
    for (MatchResult match :
        matches(text, expression, flags, flags.contains("g") ? Integer.MAX_VALUE : 1)) {
      result.append(text, at, match.start());
      at = match.end();
      Matcher reference = REFERENCE.matcher(by);
      int copied = 0;
      while (reference.find()) {
        result.append(by, copied, reference.start()).append(referred(match, reference.group()));
        copied = reference.end();
      }
      result.append(by.substring(copied));
      Sizes.requireShort(result.length());
    }
    return result.append(text.substring(at)).toString();
  }

  /** What a reference of a replacement stands for. */
  private static String referred(MatchResult match, String reference) {
    char name = reference.charAt(1);
    if (name == '&') {
      return match.group();
    }
    if (name < '1' || name > '9') {
      return name == '\\' ? "\\" : reference;
    }
    String group = name - '0' <= match.groupCount() ? match.group(name - '0') : null;
    return group == null ? "" : group;
  }

  /** The groups of a match, or all of it if the expression has none. */
  static List<Object> groups(MatchResult match) {
    if (match.groupCount() == 0) {
      return List.of(match.group());
    }
    List<Object> groups = new ArrayList<>();
    for (int i = 1; i <= match.groupCount(); i++) {
      groups.add(Expression.stored(match.group(i)));
    }
    return List.copyOf(groups);
  }

  /** The first group of the first match, or all of it; null if there is none. */
  static @Nullable String part(String text, String expression) {
    List<MatchResult> matches = matches(text, expression, "", 1);
    if (matches.isEmpty()) {
      return null;
    }
    return matches.getFirst().groupCount() == 0
        ? matches.getFirst().group()
        : matches.getFirst().group(1);
  }

  /** The parts of a text between the matches. */
  static List<Object> split(String text, String expression, String flags) {
    List<Object> parts = new ArrayList<>();
    int at = 0;
    for (MatchResult match : matches(text, expression, flags, Integer.MAX_VALUE)) {
      if (match.end() > match.start() || (match.start() > at && match.start() < text.length())) {
        parts.add(text.substring(at, match.start()));
        at = match.end();
      }
    }
    parts.add(text.substring(at));
    return List.copyOf(parts);
  }

  /** The regular expression of a pattern of SIMILAR TO. */
  static String ofSimilar(String pattern) {
    StringBuilder expression = new StringBuilder("^(?:");
    boolean isInside = false;
    boolean isEscaped = false;
    for (int i = 0; i < pattern.length(); i++) {
      char each = pattern.charAt(i);
      if (isEscaped) {
        expression.append(Pattern.quote(String.valueOf(each)));
        isEscaped = false;
      } else if (each == '\\') {
        isEscaped = true;
      } else if (isInside) {
        isInside = each != ']';
        expression.append(each);
      } else {
        isInside = each == '[';
        switch (each) {
          case '%' -> expression.append(".*");
          case '_' -> expression.append('.');
          case '.', '^', '$' -> expression.append('\\').append(each);
          default -> expression.append(each);
        }
      }
    }
    return expression.append(")$").toString();
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
      int step = steps.incrementAndGet();
      if (step > MOST_STEPS) {
        throw SqlException.of("2201B", "the regular expression takes too long for this text");
      }
      if (step % STEPS_BETWEEN == 0) {
        LimitedWork.check();
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
