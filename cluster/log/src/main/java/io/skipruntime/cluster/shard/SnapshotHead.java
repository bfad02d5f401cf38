package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import java.util.Map;

/**
 * The head of a snapshot of one of the two logs: which history it is of, and which tick. Immutable.
 *
 * @param beginning the beginning of the log of commits, without its data
 * @param tick the tick of the state. In the log of commits that is the place, too; in the log of
 *     ticks it is less where a publisher repeated ticks
 * @param lastWrite that of the {@link CommandRule}, in the log of commits
 */
record SnapshotHead(ShardRecord.Beginning beginning, long tick, long lastWrite) {

  private static final int FORMAT = 1;
  private static final int CAPACITY = 256;

  /** The bytes for a snapshot. */
  byte[] encode() {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    out.u8(FORMAT);
    out.text(beginning.epoch());
    out.text(beginning.version());
    out.text(beginning.plan());
    out.text(beginning.program());
    out.varint(tick);
    out.varint(lastWrite);
    return out.toByteArray();
  }

  /**
   * The head that was encoded.
   *
   * @throws MalformedDataException if the bytes are none that this version knows
   */
  static SnapshotHead decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the snapshot is of format "
              + format
              + ", and this version of Skip reads format "
              + FORMAT
              + ": use the version that the others have");
    }
    ShardRecord.Beginning beginning =
        new ShardRecord.Beginning(in.text(), in.text(), in.text(), in.text(), Map.of());
    SnapshotHead head = new SnapshotHead(beginning, in.varint(), in.varint());
    in.requireEnd();
    return head;
  }

  /**
   * The head of a snapshot.
   *
   * @param name how messages call the log
   * @throws SkipException if the snapshot is of something else
   */
  static SnapshotHead of(LogSnapshot snapshot, String name) {
    try {
      return decode(snapshot.decisions());
    } catch (MalformedDataException e) {
      throw new SkipException(
          "the snapshot of place %d of the log %s is none of shards: %s"
              .formatted(snapshot.place(), name, e.getMessage()),
          e);
    }
  }

  /** The exception for a log that has lost its first records. */
  static SkipException lost(String log) {
    return new SkipException(
        log
            + " has given up its first records, and none of its snapshots is sound (the warnings"
            + " before say why): stop all that uses it, and take a copy of both logs from one"
            + " backup");
  }
}
