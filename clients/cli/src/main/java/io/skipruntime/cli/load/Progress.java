package io.skipruntime.cli.load;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The progress of loading, told from time to time: on one line that is written over and over for a
 * person, on a new line each time in a log.
 */
public final class Progress {

  private static final long PERSON_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int WIDTH = 70;

  private final PrintWriter out;
  private final Reader reader;
  private final long totalBytes;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long toldNanos;
  private boolean isLineOpen;

  /** The reader of the progress. */
  public enum Reader {
    /** A person, as it is written. */
    PERSON,
    /** Somebody later, in a log. */
    LOG,
    /** No reader: only notes are written. */
    NONE
  }

  /**
   * Progress of something that starts now.
   *
   * @param reader who reads {@code out}
   * @param totalBytes how much there is to read; 0 if that is not known
   * @param nanoClock as {@link System#nanoTime}
   */
  public Progress(PrintWriter out, Reader reader, long totalBytes, LongSupplier nanoClock) {
    this.out = out;
    this.reader = reader;
    this.totalBytes = totalBytes;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.toldNanos = startNanos;
  }

  /** Notes how many entries are written, and how much has been read for them. */
  void at(long entries, long bytes) {
    long now = nanoClock.getAsLong();
    boolean isPerson = reader == Reader.PERSON;
    if (reader == Reader.NONE || now - toldNanos < (isPerson ? PERSON_NANOS : LOG_NANOS)) {
      return;
    }
    toldNanos = now;
    String text = rate(entries) + share(bytes);
    if (isPerson) {
      out.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
      isLineOpen = true;
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** How many entries, and how many a second; for the end, too. */
  String rate(long entries) {
    double seconds = Math.max(1, nanoClock.getAsLong() - startNanos) / NANOS_PER_SECOND;
    return String.format(Locale.ROOT, "%,d entries, %,.0f a second", entries, entries / seconds);
  }

  private String share(long bytes) {
    return totalBytes == 0 ? "" : ", %d %%".formatted(Math.min(100, 100 * bytes / totalBytes));
  }

  /** Writes a line of its own. */
  void note(String line) {
    if (isLineOpen) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      isLineOpen = false;
    }
    out.println(line);
    out.flush();
  }
}
