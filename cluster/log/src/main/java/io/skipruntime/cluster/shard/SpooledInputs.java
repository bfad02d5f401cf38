package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.format.MalformedDataException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * The inputs of all shards after a tick, which arrive in {@linkplain InputsPart parts}, until a log
 * has a snapshot of them. They are in files of this process, one for each input, so that they may
 * be larger than its memory. The entries stay in the order in which they arrive: nothing that reads
 * a snapshot of inputs depends on it.
 *
 * <p>For one thread at a time.
 */
public final class SpooledInputs implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(SpooledInputs.class.getName());
  private static final int BLOCK_ENTRIES = 1_000;

  private final Plan plan;
  private final Path directory;
  private final Map<String, Spool> spools = new TreeMap<>();
  private final List<Closeable> opened = new ArrayList<>();

  private SpooledInputs(Plan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
  }

  /** The file of one input. */
  private static final class Spool {
    private final Path file;
    private final OutputStream out;
    private long count;

    Spool(Path file) throws IOException {
      this.file = file;
      this.out = new BufferedOutputStream(Files.newOutputStream(file));
    }
  }

  /**
   * No entries yet, in a new directory for temporary files.
   *
   * @throws IOException if that cannot be made
   */
  public static SpooledInputs create(Plan plan) throws IOException {
    SpooledInputs made = new SpooledInputs(plan, Files.createTempDirectory("skip-inputs"));
    try {
      for (String input : plan.inputs().keySet()) {
        Spool spool = new Spool(made.directory.resolve("input-" + made.spools.size()));
        made.spools.put(input, spool);
        made.opened.add(spool.out);
      }
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /**
   * Adds a part.
   *
   * @throws IOException if it cannot be written
   * @throws MalformedDataException if the bytes are none of a part, or the plan has no such input
   */
  public void add(byte[] part) throws IOException {
    InputsPart.Decoded decoded = InputsPart.decode(part);
    Spool spool = spools.get(decoded.input());
    if (spool == null) {
      throw new MalformedDataException("there is no input " + decoded.input());
    }
    spool.out.write(decoded.entries());
    spool.count += decoded.count();
  }

  /**
   * The snapshot of all that was added, whose state closes this.
   *
   * @param beginning the beginning of the log of commits
   * @param tick the tick after which the inputs are these, which took effect
   * @param lastWrite that of the {@link CommandRule} at the tick
   * @throws IOException if what was added cannot be written
   */
  public LogSnapshot snapshot(ShardRecord.Beginning beginning, long tick, long lastWrite)
      throws IOException {
    List<StoredCollection> collections = new ArrayList<>();
    for (Map.Entry<String, Spool> each : spools.entrySet()) {
      Spool spool = each.getValue();
      spool.out.close();
      collections.add(
          new StoredCollection(
              new CollectionId.Input(each.getKey()),
              spool.count,
              () -> new Blocks(each.getKey(), spool)));
    }
    return new LogSnapshot(
        tick,
        new SnapshotHead(beginning, tick, lastWrite).encode(),
        new CollectionsState(tick, collections, List.of(), this::close));
  }

  /** The entries of an input, block by block. */
  private final class Blocks implements Iterator<EntryBlock> {
    private final String input;
    private final DataInputStream in;
    private long left;

    Blocks(String input, Spool spool) {
      this.input = input;
      this.left = spool.count;
      try {
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(spool.file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      opened.add(in);
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public EntryBlock next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      List<Entry<Object, Object>> block = new ArrayList<>();
      try {
        for (; left > 0 && block.size() < BLOCK_ENTRIES; left--) {
          byte[] entry = in.readNBytes(in.readInt());
          block.addAll(EntriesFormat.decode(entry, plan).getOrDefault(input, List.of()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new EntryList(block);
    }
  }

  /** Where the files are. */
  Path directory() {
    return directory;
  }

  /** Deletes the files. May be called twice. */
  @Override
  public void close() {
    opened.forEach(SpooledInputs::closeFile);
    opened.clear();
    try {
      for (Spool each : spools.values()) {
        Files.deleteIfExists(each.file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "{0} is not deleted: {1}", directory, e);
    }
  }

  private static void closeFile(Closeable file) {
    try {
      file.close();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "what is written there is not needed", e);
    }
  }
}
