package io.skipruntime.journal.snapshot;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.log.Frame;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.log.SegmentHeader;
import io.skipruntime.journal.record.CommandFormat;
import io.skipruntime.journal.record.EntryFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A writer of a state into a file that counts only when it is complete and durable: it has another
 * name until then.
 *
 * <p>The file is written like a segment of the log, as frames with checksums, and ends with one
 * that has the totals. It is forced every 8 MiB, so that the disk never has much to do at once, and
 * the caller's {@link Pace} decides how soon it goes on. Used by one thread.
 *
 * <ul>
 *   <li>{@code elements} has the {@code count} entries or answers of the part that is not full yet.
 * </ul>
 */
public final class SnapshotWriter {

  private static final int PART_BYTES = 1 << 18;
  private static final int PART_ELEMENTS = 1_000;
  private static final int WRITE_BYTES = 1 << 20;
  private static final int FORCE_BYTES = 8 << 20;

  /** The pace at which a snapshot is written. */
  @FunctionalInterface
  public interface Pace {

    /**
     * Is called after each force, and may wait.
     *
     * @throws IOException if the snapshot is not wanted any more
     */
    void afterForce() throws IOException;
  }

  private final Pace pace;
  private final SegmentHeader header;
  private final BinaryOutput frames = new BinaryOutput(WRITE_BYTES + PART_BYTES);
  private final BinaryOutput payload = new BinaryOutput(PART_BYTES);
  private final JsonEncoder json = new JsonEncoder(payload);
  private final BinaryOutput elements = new BinaryOutput(PART_BYTES);
  private final JsonEncoder elementJson = new JsonEncoder(elements);
  private int count;
  private final Files.File file;
  private long position;
  private long unforced;
  private long sequence = 1;
  private long entries;

  private SnapshotWriter(Files.File file, SegmentHeader header, Pace pace) {
    this.file = file;
    this.header = header;
    this.pace = pace;
  }

  /**
   * Writes a snapshot; it is durable afterwards.
   *
   * @param isFinal whether nothing comes after it, and its outputs are to be continued
   * @param logSequence a sequence of the log such that all records up to it are in the state
   * @param kept further collections, which the engine does not know
   * @return the size of the file in bytes
   */
  public static long write(
      Files files,
      LogOrigin origin,
      State state,
      List<StoredCollection> kept,
      boolean isFinal,
      long logSequence,
      long nowMillis,
      Pace pace)
      throws IOException {
    String name = SnapshotFiles.name(state.tick());
    String unfinished = LogFiles.UNFINISHED + name;
    boolean complete = false;
    try (Files.File file = files.create(unfinished)) {
      SegmentHeader header = SegmentHeader.of(origin, state.tick(), 1, 0, nowMillis);
      SnapshotWriter writer = new SnapshotWriter(file, header, pace);
      writer.writeAll(state, kept, isFinal, logSequence);
      complete = true;
      files.rename(unfinished, name);
      files.sync();
      return writer.position;
    } finally {
      if (!complete) {
        delete(files, unfinished);
      }
    }
  }

  private static void delete(Files files, String name) {
    try {
      files.delete(name);
    } catch (IOException e) {
      // deleted at the next start
    }
  }

  private void writeAll(State state, List<StoredCollection> kept, boolean isFinal, long logSequence)
      throws IOException {
    file.write(ByteBuffer.wrap(header.encode()), 0);
    position = SegmentHeader.SIZE;
    payload.varint(state.tick());
    payload.varint(state.millis());
    payload.varint(logSequence);
    payload.u8(isFinal ? 1 : 0);
    add(SnapshotFrame.BEGIN);
    for (StoredCollection collection : state.collections()) {
      write(collection, state.tick());
    }
    for (StoredCollection collection : kept) {
      write(collection, state.tick());
    }
    EntryFormat.write(state.positions(), payload, json);
    add(SnapshotFrame.POSITIONS);
    writeLeases(state.leases());
    writeAnswers(state.answers());
    writeMarks(state.resumeMarks());
    for (StoredOutput output : state.outputs()) {
      write(output, state.tick());
    }
    payload.varint(sequence);
    payload.varint(entries);
    add(SnapshotFrame.FOOTER);
    flush();
    file.force();
  }

  private void write(StoredCollection collection, long tick) throws IOException {
    EntryFormat.write(collection.collection(), payload, json);
    payload.varint(collection.size());
    add(SnapshotFrame.COLLECTION);
    writeEntries(collection.blocks(), tick);
  }

  private void write(StoredOutput output, long tick) throws IOException {
    payload.varint(output.instances().size());
    for (StoredOutput.Instance instance : output.instances()) {
      payload.text(instance.resource());
      json.write(instance.params());
      payload.varint(instance.since());
    }
    payload.varint(output.horizon());
    payload.text(output.keyClass());
    payload.varint(output.size());
    add(SnapshotFrame.OUTPUT);
    writeEntries(output.blocks(), tick);
  }

  private void writeEntries(Iterable<EntryBlock> blocks, long tick) throws IOException {
    for (EntryBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        EntryFormat.writeTicked(block, i, tick, elements, elementJson);
        count++;
        entries++;
        endPartIfFull(SnapshotFrame.ENTRIES);
      }
      endPart(SnapshotFrame.ENTRIES);
    }
  }

  private void writeAnswers(List<RememberedAnswer> answers) throws IOException {
    for (RememberedAnswer answer : answers) {
      CommandFormat.write(answer, elements, elementJson);
      count++;
      endPartIfFull(SnapshotFrame.ANSWERS);
    }
    endPart(SnapshotFrame.ANSWERS);
  }

  private void endPartIfFull(int type) throws IOException {
    if (elements.size() >= PART_BYTES || count >= PART_ELEMENTS) {
      endPart(type);
    }
  }

  /** Adds a part with the elements that were written since the last one, if there are any. */
  private void endPart(int type) throws IOException {
    if (count > 0) {
      payload.varint(count);
      payload.bytes(elements.array(), 0, elements.size());
      add(type);
      elements.truncate(0);
      elementJson.reset();
      count = 0;
    }
  }

  private void writeLeases(List<JournalRecord.LeaseOpened> leases) throws IOException {
    payload.varint(leases.size());
    for (JournalRecord.LeaseOpened lease : leases) {
      payload.varint(lease.millis());
      payload.text(lease.identifier());
      payload.text(lease.resource());
      json.write(lease.params());
      payload.varint(lease.untilMillis());
      payload.text(lease.history());
    }
    add(SnapshotFrame.LEASES);
  }

  private void writeMarks(List<ResumeMark> marks) throws IOException {
    payload.varint(marks.size());
    for (ResumeMark mark : marks) {
      payload.varint(mark.millis());
      payload.varint(mark.tick());
    }
    add(SnapshotFrame.MARKS);
  }

  private void add(int type) throws IOException {
    Frame.append(frames, header.salt(), sequence, 0, type, payload);
    sequence++;
    payload.truncate(0);
    json.reset();
    if (frames.size() >= WRITE_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    int size = frames.size();
    file.write(ByteBuffer.wrap(frames.array(), 0, size), position);
    position += size;
    unforced += size;
    frames.truncate(0);
    if (unforced >= FORCE_BYTES) {
      file.force();
      unforced = 0;
      pace.afterForce();
    }
  }
}
