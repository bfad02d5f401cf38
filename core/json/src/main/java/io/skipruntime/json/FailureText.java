package io.skipruntime.json;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a failure as people are told of it: whole, or its beginning and how long it is. The
 * message of an exception of an author's may be as long as the data that it repeats, and it goes
 * into answers, events, logs and statuses.
 */
public final class FailureText {

  /** How many characters are told of a text; those of UTF-16 are counted. */
  public static final int MOST_CHARACTERS = 5_000;

  private static final int LONGEST_NOTICE = 60;
  private static final Pattern NOTICE = Pattern.compile("… \\(cut, of \\d+ characters\\)$");

  private FailureText() {}

  /**
   * A text that can be told. One that was cut before, and has become longer, still says how long it
   * was at first.
   */
  public static String of(String text) {
    if (text == null || text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int length = text.length();
    Matcher cutBefore = NOTICE.matcher(text.substring(length - LONGEST_NOTICE));
    String notice = cutBefore.find() ? cutBefore.group() : "… (cut, of " + length + " characters)";
    boolean cutsPair = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, cutsPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS) + notice;
  }

  /**
   * A failure that can be logged: the given one, unless its text, or that of one of its causes, is
   * too long; then one with the same stack trace and with causes whose texts are cut.
   */
  public static Throwable loggable(Throwable failure) {
    return isShort(failure) ? failure : new CutFailure(failure, noFailures());
  }

  private static boolean isShort(Throwable failure) {
    Set<Throwable> seen = noFailures();
    for (Throwable each = failure; each != null && seen.add(each); ) {
      if (String.valueOf(each).length() > MOST_CHARACTERS || each.getSuppressed().length > 0) {
        return false;
      }
      each = each.getCause();
    }
    return true;
  }

  private static Set<Throwable> noFailures() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** A failure as it is logged in place of another one. */
  private static final class CutFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String text;

    CutFailure(Throwable original, Set<Throwable> seen) {
      super(null, cutCause(original, seen), true, true);
      text = of(String.valueOf(original));
      setStackTrace(original.getStackTrace());
      for (Throwable each : original.getSuppressed()) {
        if (!seen.contains(each)) {
          addSuppressed(new CutFailure(each, seen));
        }
      }
    }

    private static @Nullable Throwable cutCause(Throwable original, Set<Throwable> seen) {
      seen.add(original);
      Throwable cause = original.getCause();
      return cause == null || seen.contains(cause) ? null : new CutFailure(cause, seen);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the text names the class of the original
    public String toString() {
      return text;
    }
  }
}
