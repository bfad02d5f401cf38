package io.skipruntime.journal.record;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Change;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.log.LogRecord;
import java.util.List;

/**
 * A record of the engine's on its way to the log.
 *
 * @param record the record
 * @param weight see {@link LogRecord#weight}
 */
public record LoggedRecord(JournalRecord record, long weight) implements LogRecord {

  private static final long RECORD_BYTES = 64;
  private static final long ENTRY_BYTES = 128;

  /** A record with an estimate of its weight. */
  public static LoggedRecord of(JournalRecord record) {
    long entries =
        switch (record) {
          case JournalRecord.Committed committed ->
              entries(committed.changes()) + (committed.answer().isPresent() ? 1 : 0);
          case JournalRecord.Noted noted -> entries(noted.changes());
          default -> 1;
        };
    return new LoggedRecord(record, RECORD_BYTES + ENTRY_BYTES * entries);
  }

  private static long entries(List<Change> changes) {
    long entries = 0;
    for (Change change : changes) {
      for (EntryBlock block : change.blocks()) {
        entries += block.size();
      }
    }
    return entries;
  }

  @Override
  public int type() {
    return RecordFormat.type(record);
  }

  @Override
  public void encode(BinaryOutput out, JsonEncoder json) {
    RecordFormat.write(record, out, json);
  }
}
