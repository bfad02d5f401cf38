package io.skipruntime.server.problem;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

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
    private long omitted;

    Window(long startNanos) {
      this.startNanos = startNanos;
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
    long omitted = begin(subject);
    if (omitted < 0) {
      OMITTED.increment();
    } else if (omitted == 0) {
      logger.log(level, "{0}", line);
    } else {
      logger.log(level, "{0} ({1} more like it were left out before)", line, omitted);
    }
  }

  /** Begins a window; how many lines the one before left out, -1 if that one goes on. */
  private synchronized long begin(String subject) {
    long now = nanoClock.getAsLong();
    Window before = windows.get(subject);
    if (before != null && now - before.startNanos < TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
      before.omitted++;
      return -1;
    }
    windows.remove(subject);
    windows.put(subject, new Window(now));
    return before == null ? 0 : before.omitted;
  }

  /** How many lines were left out since the process began. */
  public static long omitted() {
    return OMITTED.sum();
  }
}
