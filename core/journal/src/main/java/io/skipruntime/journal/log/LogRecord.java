package io.skipruntime.journal.log;

import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;

/**
 * Something to be appended to the log. It holds references to immutable values and is encoded
 * later, by the log's thread.
 */
public interface LogRecord {

  /**
   * The kind of frame: below {@link FrameType#FIRST_OWN}, except for {@link FrameType#SKIPPABLE}.
   */
  int type();

  /** About how many bytes it keeps in memory and will take in the log. */
  long weight();

  /**
   * Writes the payload.
   *
   * @param out takes it; empty before
   * @param json writes values to {@code out}
   */
  void encode(BinaryOutput out, JsonEncoder json);
}
