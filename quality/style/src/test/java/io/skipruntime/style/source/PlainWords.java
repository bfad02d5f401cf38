package io.skipruntime.style.source;

import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds words in comments that make an average reader of English stop: "Has the listener run",
 * where "Runs the listener" says the same; and "whoever", "nobody", "anew" and "but for", where the
 * name of a thread or of a class, "again" and "except for" are meant.
 */
public final class PlainWords implements SourceCheck {

  /** Comments, and the literals in which nothing is a comment. */
  private static final Pattern COMMENTS_AND_LITERALS =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'"
              + "|/\\*.*?\\*/|//[^\n]*",
          Pattern.DOTALL);

  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\n\\s*(?:\\*(?!/)|//)?\\s*");

  private static final Pattern HARD =
      Pattern.compile(
          "\\b(?:whoever|nobody|anew|but for)\\b"
              + "|(?:^|[.;:)/*] +)(?-i:Has) (?!been\\b|to\\b|no\\b|not\\b)\\S+"
              + "|\\bhas (?:it|them|the \\w+) (?:be|do|fail|go|look|reload|run|start|take|wait)\\b",
          Pattern.CASE_INSENSITIVE);

  @Override
  public String rule() {
    return "comments in src/main do without \"has x do\", whoever, nobody, anew and but for";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (source.isMain()) {
      Matcher found = COMMENTS_AND_LITERALS.matcher(source.text());
      while (found.find()) {
        if (found.group().startsWith("/")) {
          long line =
              1 + source.text().substring(0, found.start()).chars().filter(c -> c == '\n').count();
          Matcher hard = HARD.matcher(LINE_BREAK.matcher(found.group()).replaceAll(" "));
          while (hard.find()) {
            violations.add(
                new Violation(
                    source.path(), "the comment at line " + line + ": " + hard.group().strip()));
          }
        }
      }
    }
    return violations;
  }
}
