package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.Frame;
import io.skipruntime.journal.log.NewerFormatException;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.record.ListBlock;
import io.skipruntime.journal.record.RecordFormat;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arbitrary bytes where records, snapshots and backups are read: they give a value or the exception
 * that is documented, and take no more memory than their size justifies. {@code -Dskip.fuzz=N} for
 * N times as many.
 */
class FuzzTest {

  private static final int FACTOR = Integer.getInteger("skip.fuzz", 1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** So much may be allocated for nothing, and so much for each byte that is read. */
  private static final long BASE_BYTES = 4 << 20;

  private static final long BYTES_PER_BYTE = 400;

  @TempDir private Path directory = Path.of("");

  /** A step that reads bytes. */
  private interface Reading {
    void run() throws IOException;
  }

  private static void requireLittleMemory(long size, Reading reading) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    reading.run();
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .as("memory for %d bytes", size)
        .isLessThan(BASE_BYTES + BYTES_PER_BYTE * size);
  }

  /** The bytes with some changed, some left out or some put in. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(5)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[at] = (byte) random.nextInt();
        case 2 -> changed = Arrays.copyOf(changed, at);
        case 3 -> Arrays.fill(changed, at, Math.min(changed.length, at + 5), (byte) 0xFF);
        default -> {
          byte[] longer = Arrays.copyOf(changed, changed.length + 3);
          System.arraycopy(changed, at, longer, at + 3, changed.length - at);
          changed = longer;
        }
      }
    }
    return changed;
  }

  private static byte[] encoded(JournalRecord record) {
    BinaryOutput out = new BinaryOutput(64);
    RecordFormat.write(record, out, new JsonEncoder(out));
    return out.toByteArray();
  }

  private static List<JournalRecord> records() {
    EntryBlock entries =
        new ListBlock(
            List.of("é", 5L, Json.parse("{\"a\":[1.50,null,\"x\"]}")),
            List.of(List.of(1L), List.of(), List.of("two", Json.parse("[{\"b\":true}]"))),
            List.of());
    CollectionId.External external =
        new CollectionId.External("service", "resource", Json.of(1), "k", "v");
    List<JournalRecord.Change> changes =
        List.of(
            new JournalRecord.Change(new CollectionId.Input("input"), false, List.of(entries)),
            new JournalRecord.Change(external, true, List.of(entries, entries)));
    Map<StreamId, Json> positions = Map.of(new StreamId("service", "stream"), Json.of("17"));
    CommandCall call = new CommandCall("owner", "bid", "key", Json.parse("{\"amount\":5}"));
    RememberedAnswer done =
        new RememberedAnswer(call, 900, 7, new CommandEnd.Done(Json.of("accepted")));
    RememberedAnswer refused =
        new RememberedAnswer(
            call, 900, 6, new CommandEnd.Refused(CommandRefusedException.conflict("too low")));
    return List.of(
        new JournalRecord.Committed(7, 1_000, true, changes, positions, 12),
        new JournalRecord.Noted(1_000, changes, List.of(external), positions),
        new JournalRecord.LeaseOpened(1, "uuid", "resource", Json.of("p"), 2, "3.4"),
        new JournalRecord.LeaseClosed(1, "uuid"),
        new JournalRecord.Committed(7, 1_000, false, changes, positions, 12, Optional.of(done)),
        new JournalRecord.Refused(1_000, refused));
  }

  private static void read(int type, byte[] bytes) throws IOException {
    requireLittleMemory(
        bytes.length,
        () -> {
          try {
            RecordFormat.read(type, bytes);
          } catch (MalformedDataException documented) {
            assertThat(documented.getMessage()).isNotEmpty();
          }
        });
  }

  @Test
  void record_isReadOrRefused_whateverItsBytesAre() throws IOException {
    Random random = new Random(1);
    for (JournalRecord record : records()) {
      byte[] bytes = encoded(record);
      int type = RecordFormat.type(record);
      for (int at = 0; at < bytes.length; at++) {
        read(type, Arrays.copyOf(bytes, at));
        for (int bit = 0; bit < 8; bit++) {
          byte[] flipped = bytes.clone();
          flipped[at] ^= (byte) (1 << bit);
          read(type, flipped);
        }
      }
      for (int run = 0; run < 5_000 * FACTOR; run++) {
        read(type, mutated(bytes, random));
        byte[] arbitrary = new byte[random.nextInt(200)];
        random.nextBytes(arbitrary);
        read(type, arbitrary);
      }
    }
  }

  /** Each level of a nested list says that it has as many elements as there are bytes. */
  @Test
  void nestedLists_takeNoMemory_forElementsThatAreNotThere() throws IOException {
    byte[] head = encoded(new JournalRecord.LeaseOpened(1, "u", "r", Json.array(Json.array())));
    int at = 0;
    while (head[at] != 'r') {
      at++;
    }
    byte array = head[at + 1];
    byte[] bytes = Arrays.copyOf(head, 1 << 20);
    for (int i = at + 1; i + 4 < at + 1 + 400 * 4; i += 4) {
      bytes[i] = array;
      bytes[i + 1] = (byte) 0xFF;
      bytes[i + 2] = (byte) 0xFF;
      bytes[i + 3] = 0x3E;
    }
    read(RecordFormat.type(new JournalRecord.LeaseClosed(1, "")), bytes);
    read(RecordFormat.type(records().get(2)), bytes);
  }

  private static FaultyFiles stopped() {
    FaultyFiles files = new FaultyFiles();
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(files, JournalOptions.defaults())))) {
      service.instantiateResource("stream", "remainders", new CountersService.Remainders());
      service.update("counters", List.of(Entry.of("é", 5L)));
    }
    return files;
  }

  /** Reads all of a snapshot that its reader does not refuse. */
  private static void readSnapshot(FaultyFiles files, long tick) throws IOException {
    try {
      SnapshotReader snapshot = SnapshotReader.open(files, tick);
      snapshot.collections().forEach(each -> each.blocks().forEach(EntryBlock::size));
      snapshot.outputs().stream()
          .map(StoredOutput::blocks)
          .forEach(blocks -> blocks.forEach(EntryBlock::size));
    } catch (DamagedLogException | NewerFormatException | MalformedDataException documented) {
      assertThat(documented.getMessage()).isNotEmpty();
    }
  }

  @Test
  void snapshot_isReadOrRefused_whateverItsBytesAre() throws IOException {
    FaultyFiles whole = stopped();
    long tick = SnapshotFiles.ticks(whole).getFirst();
    byte[] bytes = whole.get(SnapshotFiles.name(tick));
    Random random = new Random(2);
    for (int run = 0; run < 1_000 * FACTOR; run++) {
      byte[] changed = run % 2 == 0 ? mutated(bytes, random) : resealed(whole, tick, random);
      FaultyFiles files = new FaultyFiles();
      files.put(SnapshotFiles.name(tick), changed);
      requireLittleMemory(changed.length, () -> readSnapshot(files, tick));
    }
  }

  /** The snapshot with changed payloads, and checksums that are right for them. */
  private static byte[] resealed(FaultyFiles files, long tick, Random random) throws IOException {
    byte[] bytes = files.get(SnapshotFiles.name(tick));
    BinaryOutput out = new BinaryOutput(bytes.length);
    try (SegmentReader reader = SegmentReader.open(files, SnapshotFiles.name(tick))) {
      out.bytes(bytes, 0, (int) reader.offset());
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        byte[] payload =
            random.nextInt(3) == 0 ? mutated(frame.payload(), random) : frame.payload();
        BinaryOutput changed = new BinaryOutput(payload.length + 1);
        changed.bytes(payload, 0, payload.length);
        Frame.append(
            out,
            reader.header().salt(),
            frame.sequence(),
            frame.durableUpTo(),
            frame.type(),
            changed);
      }
    }
    return out.toByteArray();
  }

  @Test
  void backup_isRestoredOrRefusedAndLeavesNothing_whateverItsBytesAre() throws IOException {
    Path data = directory.resolve("data");
    ServiceInstance.start(
            new CountersService(10), EngineOptions.defaults().withPersistence(Persistence.in(data)))
        .close();
    Path backup = directory.resolve("backup.zip");
    DataDirectory.at(data).backup(backup, line -> {});
    byte[] bytes = Files.readAllBytes(backup);
    Random random = new Random(3);
    List<Path> refused = new ArrayList<>();
    for (int run = 0; run < 200 * FACTOR; run++) {
      Path file = Files.write(directory.resolve("changed.zip"), mutated(bytes, random));
      Path copy = directory.resolve("copy" + run);
      try {
        DataDirectory.restore(file, copy, line -> {});
        DataDirectory.at(copy).verify(line -> {});
      } catch (IOException documented) {
        assertThat(copy).isEmptyDirectory();
        refused.add(copy);
      }
    }
    assertThat(refused).isNotEmpty();
  }
}
