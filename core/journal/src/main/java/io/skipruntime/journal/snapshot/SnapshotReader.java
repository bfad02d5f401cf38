package io.skipruntime.journal.snapshot;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.Frame;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.record.CommandFormat;
import io.skipruntime.journal.record.EntryFormat;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A snapshot that is wholly right: every byte of it was checked when it was opened. Its entries are
 * read from the file each time they are asked for.
 */
public final class SnapshotReader implements State {

  private final Opening opening;
  private final String name;
  private final LogOrigin origin;
  private final long size;
  private final long createdMillis;
  private final List<StoredCollection> collections = new ArrayList<>();
  private final List<StoredOutput> outputs = new ArrayList<>();
  private final List<JournalRecord.LeaseOpened> leases = new ArrayList<>();
  private final List<RememberedAnswer> answers = new ArrayList<>();
  private final List<ResumeMark> marks = new ArrayList<>();
  private Map<StreamId, Json> positions = Map.of();
  private long tick;
  private long millis;
  private long logSequence;
  private boolean isFinal;
  private long entries;
  private boolean complete;

  /** The opening of the file for one who reads it. */
  @FunctionalInterface
  private interface Opening {

    SegmentReader open() throws IOException;
  }

  private SnapshotReader(Opening opening, String name, SegmentReader reader) {
    this.opening = opening;
    this.name = name;
    this.origin = reader.header().origin();
    this.size = reader.size();
    this.createdMillis = reader.header().createdMillis();
  }

  /**
   * Opens the snapshot of a tick and checks all of it.
   *
   * @throws DamagedLogException if anything in it is wrong
   * @throws io.skipruntime.journal.log.NewerFormatException if a newer program wrote it
   */
  public static SnapshotReader open(Files files, long tick) throws IOException {
    String name = SnapshotFiles.name(tick);
    return open(() -> SegmentReader.open(files, name), name, tick);
  }

  /**
   * As {@link #open}, where others may delete the snapshot: it can be read nevertheless, since its
   * file stays open for as long as the snapshot is in use; the garbage collector closes the file.
   *
   * @throws DamagedLogException as {@link #open} does
   */
  public static SnapshotReader hold(Files files, long tick) throws IOException {
    String name = SnapshotFiles.name(tick);
    Files.File file = files.read(name);
    boolean isHeld = false;
    try {
      SnapshotReader held = open(() -> SegmentReader.of(name, new HeldFile(file)), name, tick);
      isHeld = true;
      return held;
    } finally {
      if (!isHeld) {
        file.close();
      }
    }
  }

  private static SnapshotReader open(Opening opening, String name, long tick) throws IOException {
    try (SegmentReader reader = opening.open()) {
      SnapshotReader snapshot = new SnapshotReader(opening, name, reader);
      try {
        snapshot.readAll(reader);
      } catch (MalformedDataException e) {
        throw snapshot.damage(reader, String.valueOf(e.getMessage()));
      }
      if (!snapshot.complete || reader.offset() != reader.size() || snapshot.tick != tick) {
        throw snapshot.damage(reader, "part " + reader.nextSequence() + " cannot be read");
      }
      return snapshot;
    }
  }

  /**
   * Opens the snapshot of a tick and reads no more than its beginning: of what it says only the
   * tick, the time and the sequence of the log are there.
   *
   * @throws DamagedLogException if the beginning is wrong
   */
  public static SnapshotReader glance(Files files, long tick) throws IOException {
    String name = SnapshotFiles.name(tick);
    Opening opening = () -> SegmentReader.open(files, name);
    try (SegmentReader reader = opening.open()) {
      SnapshotReader snapshot = new SnapshotReader(opening, name, reader);
      Frame first = reader.next();
      if (first == null || first.type() != SnapshotFrame.BEGIN) {
        throw snapshot.damage(reader, "its beginning cannot be read");
      }
      snapshot.begin(new BinaryInput(first.payload()));
      return snapshot;
    } catch (MalformedDataException e) {
      throw new DamagedLogException(name, 0, 1, String.valueOf(e.getMessage()));
    }
  }

  private void begin(BinaryInput in) {
    tick = in.varint();
    millis = in.varint();
    logSequence = in.varint();
    isFinal = in.u8() != 0;
  }

  private DamagedLogException damage(SegmentReader reader, String what) {
    return new DamagedLogException(name, reader.offset(), reader.nextSequence(), what);
  }

  private void readAll(SegmentReader reader) throws IOException {
    for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
      BinaryInput in = new BinaryInput(frame.payload());
      JsonDecoder json = new JsonDecoder(in);
      switch (frame.type()) {
        case SnapshotFrame.BEGIN -> begin(in);
        case SnapshotFrame.COLLECTION ->
            collections.add(
                new StoredCollection(
                    EntryFormat.readId(in, json),
                    in.varint(),
                    new Blocks(reader.offset(), reader.nextSequence())));
        case SnapshotFrame.ENTRIES -> entries += in.varint();
        case SnapshotFrame.POSITIONS -> positions = EntryFormat.readPositions(in, json);
        case SnapshotFrame.LEASES -> readLeases(in, json);
        case SnapshotFrame.ANSWERS -> readAnswers(in, json);
        case SnapshotFrame.MARKS -> readMarks(in);
        case SnapshotFrame.OUTPUT ->
            outputs.add(readOutput(in, json, new Blocks(reader.offset(), reader.nextSequence())));
        case SnapshotFrame.FOOTER ->
            complete = in.varint() == frame.sequence() && in.varint() == entries;
        default -> throw new MalformedDataException("no part is of type " + frame.type());
      }
    }
  }

  private void readLeases(BinaryInput in, JsonDecoder json) {
    for (int count = in.count(6); count > 0; count--) {
      leases.add(
          new JournalRecord.LeaseOpened(
              in.varint(), in.text(), in.text(), json.read(), in.varint(), in.text()));
    }
  }

  private void readAnswers(BinaryInput in, JsonDecoder json) {
    for (int count = in.count(CommandFormat.LEAST_ANSWER_BYTES); count > 0; count--) {
      answers.add(CommandFormat.readAnswer(in, json));
    }
  }

  private void readMarks(BinaryInput in) {
    for (int count = in.count(2); count > 0; count--) {
      marks.add(new ResumeMark(in.varint(), in.varint()));
    }
  }

  private static StoredOutput readOutput(BinaryInput in, JsonDecoder json, Blocks blocks) {
    List<StoredOutput.Instance> instances = new ArrayList<>();
    for (int count = in.count(3); count > 0; count--) {
      instances.add(new StoredOutput.Instance(in.text(), json.read(), in.varint()));
    }
    return new StoredOutput(instances, in.varint(), in.text(), in.varint(), blocks);
  }

  /** A file that stays open when those who read it have closed it. */
  private record HeldFile(Files.File file) implements Files.File {

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new UnsupportedOperationException("a snapshot is only read");
    }

    @Override
    public void force() {
      throw new UnsupportedOperationException("a snapshot is only read");
    }

    @Override
    public void close() {
      // other readers follow
    }
  }

  /** The entries that follow a place of the file, read again each time. */
  private final class Blocks implements Iterable<EntryBlock> {
    private final long offset;
    private final long sequence;

    Blocks(long offset, long sequence) {
      this.offset = offset;
      this.sequence = sequence;
    }

    @Override
    public BlockIterator iterator() {
      try {
        return new BlockIterator(opening.open(), offset, sequence, tick);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What the snapshot was written by. */
  public LogOrigin origin() {
    return origin;
  }

  /** When it was begun, in milliseconds of the clock. */
  public long createdMillis() {
    return createdMillis;
  }

  /** The size of the file in bytes. */
  public long size() {
    return size;
  }

  /** The number of entries, those of outputs included. */
  public long entries() {
    return entries;
  }

  /** All records of the log up to this sequence are in the state. */
  public long logSequence() {
    return logSequence;
  }

  /** Whether it was made at an orderly stop, with outputs. */
  public boolean isFinal() {
    return isFinal;
  }

  @Override
  public long tick() {
    return tick;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public List<StoredCollection> collections() {
    return List.copyOf(collections);
  }

  @Override
  public Map<StreamId, Json> positions() {
    return positions;
  }

  @Override
  public List<JournalRecord.LeaseOpened> leases() {
    return List.copyOf(leases);
  }

  @Override
  public List<RememberedAnswer> answers() {
    return List.copyOf(answers);
  }

  @Override
  public List<ResumeMark> resumeMarks() {
    return List.copyOf(marks);
  }

  @Override
  public List<StoredOutput> outputs() {
    return List.copyOf(outputs);
  }

  @Override
  public void close() {
    // files are open only while they are read
  }
}
