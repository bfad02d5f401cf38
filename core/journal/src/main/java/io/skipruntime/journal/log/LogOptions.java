package io.skipruntime.journal.log;

/**
 * Options that say how a log is written.
 *
 * @param segmentBytes size of the largest segments; one with a larger record is larger
 * @param firstSegmentBytes size of the first segment after a start, which has to be waited for;
 *     each is twice as large as the one before, up to {@code segmentBytes}
 * @param forceMillis 0 to acknowledge records when they are durable; otherwise they are when they
 *     are written, and are made durable at least every so many milliseconds
 * @param markMillis how many milliseconds after the last force it is written down that what was
 *     forced is durable
 * @param spaceMillis how many milliseconds pass, where there is no space, until it is tried again
 */
public record LogOptions(
    long segmentBytes,
    long firstSegmentBytes,
    long forceMillis,
    long markMillis,
    long spaceMillis) {

  /** Segments of 4 MiB at the start and up to 64 MiB then; durable before acknowledged. */
  public static LogOptions defaults() {
    return new LogOptions(64L << 20, 4L << 20, 0, 10, 1_000);
  }

  /** With other sizes of segments, in bytes. */
  public LogOptions withSegments(long bytes, long firstBytes) {
    return new LogOptions(bytes, firstBytes, forceMillis, markMillis, spaceMillis);
  }

  /** With another {@link #forceMillis}. */
  public LogOptions withForceMillis(long millis) {
    return new LogOptions(segmentBytes, firstSegmentBytes, millis, markMillis, spaceMillis);
  }
}
