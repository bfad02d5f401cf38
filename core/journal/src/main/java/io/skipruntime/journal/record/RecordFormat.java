package io.skipruntime.journal.record;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Change;
import io.skipruntime.engine.spi.JournalRecord.Committed;
import io.skipruntime.engine.spi.JournalRecord.LeaseClosed;
import io.skipruntime.engine.spi.JournalRecord.LeaseOpened;
import io.skipruntime.engine.spi.JournalRecord.Noted;
import io.skipruntime.engine.spi.JournalRecord.Refused;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine's records as bytes. A commit without an answer is in all formats the same; since
 * format 2 an answer may follow at its end.
 */
public final class RecordFormat {

  private RecordFormat() {}

  /** The type of a record's frame. */
  public static int type(JournalRecord record) {
    return switch (record) {
      case Committed committed -> RecordType.COMMITTED;
      case Noted noted -> RecordType.NOTED;
      case LeaseOpened opened -> RecordType.LEASE_OPENED;
      case LeaseClosed closed -> RecordType.LEASE_CLOSED;
      case Refused refused -> RecordType.REFUSED;
    };
  }

  /** Writes a record. */
  public static void write(JournalRecord record, BinaryOutput out, JsonEncoder json) {
    out.varint(record.millis());
    switch (record) {
      case Committed committed -> {
        out.varint(committed.tick());
        out.u8(committed.isRebuilt() ? 1 : 0);
        out.varint(committed.changedEntries());
        writeChanges(committed.changes(), out, json);
        EntryFormat.write(committed.positions(), out, json);
        committed.answer().ifPresent(answer -> CommandFormat.write(answer, out, json));
      }
      case Noted noted -> {
        writeChanges(noted.changes(), out, json);
        out.varint(noted.released().size());
        noted.released().forEach(id -> EntryFormat.write(id, out, json));
        EntryFormat.write(noted.positions(), out, json);
      }
      case LeaseOpened opened -> {
        out.text(opened.identifier());
        out.text(opened.resource());
        json.write(opened.params());
        out.varint(opened.untilMillis());
        out.text(opened.history());
      }
      case LeaseClosed closed -> out.text(closed.identifier());
      case Refused refused -> CommandFormat.write(refused.answer(), out, json);
    }
  }

  private static void writeChanges(List<Change> changes, BinaryOutput out, JsonEncoder json) {
    out.varint(changes.size());
    for (Change change : changes) {
      EntryFormat.write(change.collection(), out, json);
      out.u8(change.replaces() ? 1 : 0);
      EntryFormat.write(change.blocks(), out, json);
    }
  }

  /**
   * Reads a record.
   *
   * @throws MalformedDataException if the bytes are no record of that type
   */
  public static JournalRecord read(int type, byte[] payload) {
    BinaryInput in = new BinaryInput(payload);
    JsonDecoder json = new JsonDecoder(in);
    long millis = in.varint();
    JournalRecord record =
        switch (type) {
          case RecordType.COMMITTED -> readCommitted(millis, in, json);
          case RecordType.NOTED ->
              new Noted(
                  millis,
                  readChanges(in, json),
                  readReleased(in, json),
                  EntryFormat.readPositions(in, json));
          case RecordType.LEASE_OPENED ->
              new LeaseOpened(millis, in.text(), in.text(), json.read(), in.varint(), in.text());
          case RecordType.LEASE_CLOSED -> new LeaseClosed(millis, in.text());
          case RecordType.REFUSED -> new Refused(millis, CommandFormat.readAnswer(in, json));
          default -> throw new MalformedDataException("no record is of type " + type);
        };
    in.requireEnd();
    return record;
  }

  private static Committed readCommitted(long millis, BinaryInput in, JsonDecoder json) {
    long tick = in.varint();
    boolean isRebuilt = in.u8() != 0;
    long changedEntries = in.varint();
    List<Change> changes = readChanges(in, json);
    Map<StreamId, Json> positions = EntryFormat.readPositions(in, json);
    Optional<RememberedAnswer> answer =
        in.remaining() > 0 ? Optional.of(CommandFormat.readAnswer(in, json)) : Optional.empty();
    return new Committed(tick, millis, isRebuilt, changes, positions, changedEntries, answer);
  }

  private static List<Change> readChanges(BinaryInput in, JsonDecoder json) {
    List<Change> changes = new ArrayList<>();
    for (int count = in.count(3); count > 0; count--) {
      CollectionId id = EntryFormat.readId(in, json);
      boolean replaces = in.u8() != 0;
      List<EntryBlock> blocks = EntryFormat.read(in, json);
      changes.add(new Change(id, replaces, blocks));
    }
    return changes;
  }

  private static List<CollectionId.External> readReleased(BinaryInput in, JsonDecoder json) {
    List<CollectionId.External> released = new ArrayList<>();
    for (int count = in.count(3); count > 0; count--) {
      if (!(EntryFormat.readId(in, json) instanceof CollectionId.External external)) {
        throw new MalformedDataException("an input was released");
      }
      released.add(external);
    }
    return released;
  }
}
