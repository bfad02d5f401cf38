package io.skipruntime.journal.log;

/**
 * The kinds of frames that the log itself writes. The kinds below {@link #FIRST_OWN} belong to
 * those who append records.
 *
 * <p>A reader that does not know a kind refuses the log, because a newer program has written it,
 * unless {@link #SKIPPABLE} is set.
 */
public final class FrameType {

  /** Is set in a kind that a reader may leave out if it does not know it. */
  public static final int SKIPPABLE = 0x80;

  /** The first kind that is not of those who append records. */
  public static final int FIRST_OWN = 0x60;

  /** Says that what is before is durable; without payload. */
  public static final int FORCE_MARK = 0x60 | SKIPPABLE;

  /** Ends a segment: the next one is there. */
  static final int ROLLED = 0x61;

  /** The log was closed in order; only {@link #ROLLED} may follow. */
  static final int CLOSED = 0x62;

  /** What a crash had left after this was cut off; only {@link #ROLLED} may follow. */
  static final int RECOVERED = 0x63;

  private FrameType() {}

  /** Whether a frame ends a segment, or ends it except for {@link #ROLLED}. */
  static boolean isEnd(int type) {
    return type == ROLLED || type == CLOSED || type == RECOVERED;
  }
}
