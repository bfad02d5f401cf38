package io.skipruntime.journal.log;

import java.io.IOException;
import java.util.List;

/** A listener that is told by the log's thread what becomes of records; it must not block. */
public interface LogListener {

  /**
   * Records may be acknowledged: they are durable, or written where that is enough.
   *
   * @param records in the order in which they were appended
   * @param lastSequence the sequence of the last one's frame
   */
  void acknowledged(List<LogRecord> records, long lastSequence);

  /**
   * The log cannot be written any more; whether records that were not acknowledged are in it is
   * unknown. Is called once, and nothing is acknowledged after.
   */
  void failed(IOException cause);
}
