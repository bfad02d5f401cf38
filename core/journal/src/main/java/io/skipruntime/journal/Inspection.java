package io.skipruntime.journal;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The inspection of the files of a service that runs, in small parts: which of them are there, and
 * whether every frame in them is right, in rounds of all files. What is found is damage that a
 * start would refuse, while everything is still in memory: a new snapshot takes the place of the
 * damaged file, and of older ones that lead nowhere without it ({@link #replaced}).
 *
 * <ul>
 *   <li>{@code known} has the segments and snapshots that are to be there.
 *   <li>{@code reading} is the file that is read, up to the frame {@code required} at least; {@code
 *       toRead} has those of this round that follow.
 *   <li>Every frame up to {@code bound} is in a file that was there when the directory was last
 *       looked at.
 *   <li>{@code damaged} has what nothing has taken the place of yet, by file.
 * </ul>
 *
 * <p>The cost is bounded by the pauses of {@link InspectionOptions}. Used by the thread that writes
 * snapshots and deletes files; {@link #damage} and the figures are for any thread.
 */
final class Inspection implements Closeable {

  private static final int PART = 1 << 20;
  private static final String DIRECTORY = "the directory";

  private final Files files;
  private final InspectionOptions options;
  private final LongSupplier acknowledged;
  private Set<String> known = Set.of();
  private final ArrayDeque<String> toRead = new ArrayDeque<>();
  private @Nullable SegmentReader reading;
  private long required;
  private long bound;
  private long roundNanos;
  private volatile Map<String, String> damaged = Map.of();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong found = new AtomicLong();

  /**
   * The inspection of a directory.
   *
   * @param acknowledged tells the last sequence of the log that must be readable
   */
  Inspection(Files files, InspectionOptions options, LongSupplier acknowledged) {
    this.files = files;
    this.options = options;
    this.acknowledged = acknowledged;
  }

  /** How many milliseconds are to pass before the next {@link #step}. */
  long pauseMillis() {
    return reading != null || !toRead.isEmpty() ? options.pauseMillis() : options.restMillis();
  }

  /** What is damaged, for people; empty if nothing is. For any thread. */
  String damage() {
    return String.join("; ", damaged.values());
  }

  /** How many files are damaged that nothing has taken the place of. For any thread. */
  int damagedCount() {
    return damaged.size();
  }

  /** How many damaged files were found. For any thread. */
  long foundCount() {
    return found.get();
  }

  /** How many bytes were read. For any thread. */
  long bytes() {
    return bytes.get();
  }

  /**
   * Looks which files there are, and reads a part of one.
   *
   * @return what was found, in words
   */
  List<String> step() {
    List<String> news = new ArrayList<>();
    bound = acknowledged.getAsLong();
    if (look(news)) {
      beginRound();
      try {
        readPart();
      } catch (DamagedLogException e) {
        note(e.file(), String.valueOf(e.getMessage()), news);
      } catch (IOException e) {
        unreadable(e, news);
      }
    }
    return news;
  }

  private void note(String file, String what, List<String> news) {
    Map<String, String> next = new LinkedHashMap<>(damaged);
    if (next.putIfAbsent(file, what) == null) {
      damaged = next;
      found.incrementAndGet();
      news.add(what);
    }
    toRead.remove(file);
    endReading();
  }

  private void unreadable(IOException cause, List<String> news) {
    String file = toRead.peek();
    endReading();
    boolean isGone = cause instanceof NoSuchFileException; // the next look says so
    if (file != null && !isGone && !isOfProcess(cause)) {
      note(file, file + " cannot be read: " + cause, news);
    }
  }

  /** Whether a failure says nothing of the file: the process has too many of them open. */
  private static boolean isOfProcess(IOException cause) {
    return String.valueOf(cause.getMessage()).contains("Too many open files");
  }

  /** Compares the files that are there with those that are to be there. */
  private boolean look(List<String> news) {
    Set<String> present;
    try {
      present = present();
    } catch (IOException e) {
      if (!isOfProcess(e)) {
        note(DIRECTORY, files.describe() + " cannot be read: " + e, news);
      }
      return false;
    }
    for (String each : known) {
      if (!present.contains(each)) {
        note(each, each + " is gone", news);
      }
    }
    known = present;
    forget(Set.of(DIRECTORY));
    return true;
  }

  private Set<String> present() throws IOException {
    Set<String> present = new HashSet<>();
    try {
      for (String name : files.list()) {
        if (LogFiles.number(name).isPresent() || SnapshotFiles.tick(name).isPresent()) {
          present.add(name);
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return present;
  }

  private void beginRound() {
    long now = System.nanoTime();
    boolean isDue =
        roundNanos == 0 || now - roundNanos >= TimeUnit.MILLISECONDS.toNanos(options.roundMillis());
    if (reading == null && toRead.isEmpty() && isDue) {
      roundNanos = now;
      known.stream().sorted().filter(each -> !damaged.containsKey(each)).forEach(toRead::add);
    }
  }

  private void readPart() throws IOException {
    SegmentReader reader = reading;
    if (reader == null) {
      String next = toRead.peek();
      if (next == null) {
        return;
      }
      reader = open(next);
    }
    long end = reader.offset() + PART;
    long before = reader.offset();
    while (reader.offset() < end && reader.next() != null) {
      // that it is valid is all there is to know
    }
    bytes.addAndGet(reader.offset() - before);
    if (reader.offset() < end) {
      requireAll(reader);
      toRead.poll();
      endReading();
    }
  }

  private SegmentReader open(String name) throws IOException {
    required = requiredOf(name);
    SegmentReader reader = SegmentReader.open(files, name);
    reading = reader;
    return reader;
  }

  /** The last frame that a file must have as far as others tell; of a segment. */
  private long requiredOf(String name) throws IOException {
    Optional<Long> number = LogFiles.number(name);
    if (number.isEmpty()) {
      return 0;
    }
    if (number.get() == lastNumber()) {
      return bound;
    }
    String following = LogFiles.name(number.get() + 1);
    if (!known.contains(following) || damaged.containsKey(following)) {
      return 0;
    }
    try (SegmentReader reader = SegmentReader.open(files, following)) {
      return Math.min(bound, reader.header().firstSequence() - 1);
    }
  }

  private long lastNumber() {
    return known.stream().flatMap(each -> LogFiles.number(each).stream()).reduce(0L, Math::max);
  }

  /** Requires that a file that was read as far as it can be has all that it must have. */
  private void requireAll(SegmentReader reader) throws IOException {
    boolean isSnapshot = SnapshotFiles.tick(reader.name()).isPresent();
    boolean isWhole =
        isSnapshot ? reader.offset() == reader.size() : reader.nextSequence() > required;
    if (!isWhole) {
      throw new DamagedLogException(
          reader.name(),
          reader.offset(),
          reader.nextSequence(),
          "record " + reader.nextSequence() + " cannot be read");
    }
  }

  private void endReading() {
    SegmentReader reader = reading;
    reading = null;
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }

  /** Whether the log has to go on in another segment, since the last one is not right. */
  boolean needsSegment() {
    long last = lastNumber();
    return damaged.keySet().stream()
        .anyMatch(each -> LogFiles.number(each).map(n -> n >= last).orElse(each.equals(DIRECTORY)));
  }

  /** Whether a snapshot up to a sequence of the log would take the place of something. */
  boolean canReplace(long sequence) throws IOException {
    for (String each : damaged.keySet()) {
      if (isReplaced(each, sequence)) {
        return true;
      }
    }
    return false;
  }

  private boolean isReplaced(String file, long sequence) throws IOException {
    Optional<Long> number = LogFiles.number(file);
    return number.isEmpty() || sequence + 1 >= firstAfter(number.get());
  }

  /** The first sequence after a segment; a very large one if that is not known. */
  private long firstAfter(long number) throws IOException {
    for (long each : LogFiles.numbers(files)) {
      if (each > number && !damaged.containsKey(LogFiles.name(each))) {
        try (SegmentReader reader = SegmentReader.open(files, LogFiles.name(each))) {
          return reader.header().firstSequence();
        }
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * Puts into quarantine what a durable snapshot takes the place of: damaged files, and with a
   * segment all that is older.
   *
   * @param tick of the snapshot
   * @param sequence all records up to it are in the snapshot
   * @return the names of the files that were damaged
   */
  List<String> replaced(long tick, long sequence) throws IOException {
    endReading(); // before files go
    List<String> replaced = new ArrayList<>();
    for (String file : damaged.keySet()) {
      if (isReplaced(file, sequence)) {
        replaced.add(file);
      }
    }
    if (!replaced.isEmpty()) {
      Set<String> unneeded = new HashSet<>(replaced);
      for (String file : replaced) {
        Optional<Long> number = LogFiles.number(file);
        if (number.isPresent()) {
          unneeded.addAll(upTo(number.get()));
        }
      }
      unneeded.remove(SnapshotFiles.name(tick)); // a new one has the name
      putAway(unneeded);
      forget(replaced);
    }
    return replaced;
  }

  private void forget(Collection<String> files) {
    if (damaged.keySet().stream().anyMatch(files::contains)) {
      Map<String, String> left = new LinkedHashMap<>(damaged);
      left.keySet().removeAll(files);
      damaged = left;
    }
  }

  /** The segments up to a number, and the snapshots that lead to nothing without them. */
  private List<String> upTo(long number) throws IOException {
    List<String> names = new ArrayList<>();
    LogFiles.numbers(files).stream()
        .filter(n -> n <= number)
        .map(LogFiles::name)
        .forEach(names::add);
    long first = firstAfter(number);
    for (long tick : SnapshotFiles.ticks(files)) {
      try {
        if (SnapshotReader.glance(files, tick).logSequence() + 1 < first) {
          names.add(SnapshotFiles.name(tick));
        }
      } catch (DamagedLogException e) {
        names.add(SnapshotFiles.name(tick));
      }
    }
    return names;
  }

  private void putAway(Set<String> names) throws IOException {
    Set<String> present = present();
    present.retainAll(names);
    for (String name : present.stream().sorted().toList()) {
      files.rename(name, Files.QUARANTINE + name);
    }
    files.sync();
  }

  /** Is told that files were made or deleted in order. */
  void filesChanged() {
    endReading();
    try {
      known = present();
    } catch (IOException e) {
      return; // found by the next step
    }
    toRead.retainAll(known);
  }

  @Override
  public void close() {
    endReading();
  }
}
