package io.skipruntime.cluster;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.record.CommandFormat;
import io.skipruntime.journal.record.EntryFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a cluster's log as bytes: a number of the format, a kind, and then the parts in
 * order, entries as the journal has them.
 */
final class LogRecordFormat {

  private static final int FORMAT = 1;
  private static final int BEGINNING = 1;
  private static final int WRITE = 2;
  private static final int COMMAND = 3;
  private static final int SOURCES = 4;

  private static final int CAPACITY = 256;

  private LogRecordFormat() {}

  static byte[] encode(LogRecord record) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    JsonEncoder json = new JsonEncoder(out);
    out.u8(FORMAT);
    switch (record) {
      case LogRecord.Beginning beginning -> {
        out.u8(BEGINNING);
        out.text(beginning.epoch());
        out.text(beginning.program());
        out.text(beginning.plan());
        write(beginning.data(), out, json);
      }
      case LogRecord.Commit commit -> write(commit, out, json);
    }
    return out.toByteArray();
  }

  private static void write(LogRecord.Commit commit, BinaryOutput out, JsonEncoder json) {
    out.u8(commit.note().isPresent() ? SOURCES : commit.run().isPresent() ? COMMAND : WRITE);
    out.u64(commit.node());
    out.varint(commit.number());
    out.varint(commit.millis());
    out.varint(commit.opinion().place());
    out.u32(commit.opinion().digest());
    write(commit.changes(), out, json);
    commit.run().ifPresent(run -> write(run, out, json));
    commit.note().ifPresent(note -> SourceFormat.write(note, out, json));
  }

  private static void write(
      List<JournalRecord.Change> changes, BinaryOutput out, JsonEncoder json) {
    out.varint(changes.size());
    for (JournalRecord.Change change : changes) {
      EntryFormat.write(change.collection(), out, json);
      out.u8(change.replaces() ? 1 : 0);
      EntryFormat.write(change.blocks(), out, json);
    }
  }

  private static void write(Proposal.CommandRun run, BinaryOutput out, JsonEncoder json) {
    out.varint(run.readTick());
    out.u8(run.call().isPresent() ? 1 : 0);
    run.call().ifPresent(call -> CommandFormat.write(call, out, json));
    CommandFormat.write(run.end(), out, json);
  }

  /**
   * The record that was encoded.
   *
   * @throws MalformedDataException if the bytes are none that this version knows
   */
  static LogRecord decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    JsonDecoder json = new JsonDecoder(in);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the record is of format "
              + format
              + ", and this version of Skip reads format "
              + FORMAT
              + ": start this node with the version that the others have");
    }
    int kind = in.u8();
    return switch (kind) {
      case BEGINNING ->
          new LogRecord.Beginning(in.text(), in.text(), in.text(), readChanges(in, json));
      case WRITE, COMMAND, SOURCES -> readCommit(kind, in, json);
      default -> throw new MalformedDataException("no record is of kind " + kind);
    };
  }

  private static LogRecord.Commit readCommit(int kind, BinaryInput in, JsonDecoder json) {
    return new LogRecord.Commit(
        in.u64(),
        in.varint(),
        in.varint(),
        new LogRecord.Opinion(in.varint(), in.u32()),
        readChanges(in, json),
        kind == COMMAND ? Optional.of(readRun(in, json)) : Optional.empty(),
        kind == SOURCES ? Optional.of(SourceFormat.read(in, json)) : Optional.empty());
  }

  private static List<JournalRecord.Change> readChanges(BinaryInput in, JsonDecoder json) {
    int count = in.count(2);
    List<JournalRecord.Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CollectionId collection = EntryFormat.readId(in, json);
      boolean replaces = in.u8() == 1;
      List<EntryBlock> blocks = EntryFormat.read(in, json);
      changes.add(new JournalRecord.Change(collection, replaces, blocks));
    }
    return changes;
  }

  private static Proposal.CommandRun readRun(BinaryInput in, JsonDecoder json) {
    long readTick = in.varint();
    Optional<CommandCall> call =
        in.u8() == 1 ? Optional.of(CommandFormat.readCall(in, json)) : Optional.empty();
    return new Proposal.CommandRun(readTick, call, CommandFormat.readEnd(in, json));
  }
}
