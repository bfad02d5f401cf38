package io.skipruntime.server.problem;

import io.skipruntime.json.FailureText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A log of what clients can cause as often as they like: it has one line for each subject in
 * {@value #WINDOW_SECONDS} seconds. The next line of a subject says how many were left out before
 * it. Thread-safe.
 *
 * <ul>
 *   <li>{@code windows} has at most {@value #MOST_SUBJECTS} subjects, those of the latest lines.
 * </ul>
 */
public final class LimitedLog {

  /** How long a subject is silent after a line. */
  public static final int WINDOW_SECONDS = 10;

  private static final int MOST_SUBJECTS = 1_000;

  /** How many lines were left out, of all logs of the process. */
  private static final LongAdder OMITTED = new LongAdder();

  private final Logger logger;
  private final LongSupplier nanoClock;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MOST_SUBJECTS;
        }
      };

  /** The time after a line of a subject. */
  private static final class Window {
    private final long startNanos;
    private final String identifier = UUID.randomUUID().toString();
    private final long omittedBefore;
    private long omitted;

    Window(long startNanos, long omittedBefore) {
      this.startNanos = startNanos;
      this.omittedBefore = omittedBefore;
    }
  }

  /** A log that has no lines yet. */
  public LimitedLog(Logger logger) {
    this(logger, System::nanoTime);
  }

  LimitedLog(Logger logger, LongSupplier nanoClock) {
    this.logger = logger;
    this.nanoClock = nanoClock;
  }

  /** Logs a line, unless there was one of the same subject a short time ago. */
  public void log(Level level, String subject, String line) {
    log(level, subject, identifier -> line, null);
  }

  /**
   * Logs a line with an identifier, unless there was one of the same subject a short time ago,
   * which then stands for this one, too.
   *
   * @param line makes the line, of an identifier by which it can be found
   * @param failure whose stack trace follows the line, if any
   * @return the identifier of the line that stands for it
   */
  public String log(
      Level level, String subject, UnaryOperator<String> line, @Nullable Throwable failure) {
    Window window;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      Window before = windows.get(subject);
      if (before != null && now - before.startNanos < TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
        before.omitted++;
        OMITTED.increment();
        return before.identifier;
      }
      window = new Window(now, before == null ? 0 : before.omitted);
      windows.remove(subject);
      windows.put(subject, window);
    }
    String count =
        window.omittedBefore == 0
            ? ""
            : " (%d more like it were left out before)".formatted(window.omittedBefore);
    logger.log(
        level,
        line.apply(window.identifier) + count,
        failure == null ? null : FailureText.loggable(failure));
    return window.identifier;
  }

  /** Forgets all subjects: the next line of each is logged. */
  synchronized void forget() {
    windows.clear();
  }

  /** How many lines were left out since the process began. */
  public static long omitted() {
    return OMITTED.sum();
  }
}
