package io.skipruntime.journal.record;

import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.log.LogRecord;

/**
 * A record that says that a snapshot is durable; for those who look at the log.
 *
 * @param tick the snapshot's
 */
public record CheckpointRecord(long tick) implements LogRecord {

  @Override
  public int type() {
    return RecordType.CHECKPOINT;
  }

  @Override
  public long weight() {
    return Long.BYTES;
  }

  @Override
  public void encode(BinaryOutput out, JsonEncoder json) {
    out.varint(tick);
  }
}
