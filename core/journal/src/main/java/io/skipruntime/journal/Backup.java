package io.skipruntime.journal;

import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogTail;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A copy of a data directory in one file, a zip: the newest snapshot and the log after it.
 *
 * <p>Closed files do not change. Of the segment that is being written, what is before its end is
 * copied, because that does not change either; a frame that is half written is behind it. If a file
 * goes meanwhile because a newer snapshot has taken its place, all is begun again.
 */
final class Backup {

  private static final int ATTEMPTS = 5;
  private static final int CHUNK = 1 << 20;

  private Backup() {}

  static void write(Files files, Path file, Consumer<String> progress) throws IOException {
    if (java.nio.file.Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    for (int attempt = 1; ; attempt++) {
      try {
        try (OutputStream out = java.nio.file.Files.newOutputStream(unfinished);
            ZipOutputStream zip = new ZipOutputStream(out)) {
          zip.setLevel(1);
          copyAll(files, zip, progress);
        }
        java.nio.file.Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (NoSuchFileException e) {
        java.nio.file.Files.deleteIfExists(unfinished);
        if (attempt == ATTEMPTS) {
          throw e;
        }
        progress.accept("again, since a newer snapshot has taken the place of " + e.getFile());
      } catch (DamagedLogException e) {
        // a record that was not there yet, before one that was there when that was looked for
        java.nio.file.Files.deleteIfExists(unfinished);
        if (attempt == ATTEMPTS) {
          throw e;
        }
        progress.accept("again, since the log may have been written where it was read: " + e);
      }
    }
  }

  private static void copyAll(Files files, ZipOutputStream zip, Consumer<String> progress)
      throws IOException {
    Optional<LogTail> tail = LogTail.find(files);
    long sequence = 0;
    List<Long> ticks = SnapshotFiles.ticks(files);
    for (long tick : ticks) {
      try {
        sequence = SnapshotReader.open(files, tick).logSequence();
        copy(files, SnapshotFiles.name(tick), Long.MAX_VALUE, zip, progress);
        break;
      } catch (DamagedLogException e) {
        progress.accept(e.getMessage() + "; an older one takes its place");
      }
    }
    if (tail.isPresent()) {
      for (long number : needed(files, sequence, tail.get().last().number())) {
        boolean isLast = number == tail.get().last().number();
        copy(
            files,
            LogFiles.name(number),
            isLast ? tail.get().position() : Long.MAX_VALUE,
            zip,
            progress);
      }
    }
    zip.putNextEntry(new ZipEntry(Repair.MARK));
    zip.closeEntry();
  }

  /** The numbers of the segments up to a last one that have records after a sequence. */
  private static List<Long> needed(Files files, long sequence, long last) throws IOException {
    List<Long> needed = new ArrayList<>();
    for (long number : LogFiles.numbers(files).reversed()) {
      if (number <= last) {
        needed.addFirst(number);
        try (SegmentReader segment = SegmentReader.open(files, LogFiles.name(number))) {
          if (segment.header().firstSequence() <= sequence + 1) {
            break;
          }
        }
      }
    }
    return needed;
  }

  private static void copy(
      Files files, String name, long most, ZipOutputStream zip, Consumer<String> progress)
      throws IOException {
    try (Files.File source = files.read(name)) {
      zip.putNextEntry(new ZipEntry(name));
      long size = Math.min(most, source.size());
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      for (long at = 0; at < size; ) {
        buffer.clear().limit((int) Math.min(CHUNK, size - at));
        int count = source.read(buffer, at);
        if (count <= 0) {
          throw new IOException(name + " has become shorter");
        }
        zip.write(buffer.array(), 0, count);
        at += count;
      }
      zip.closeEntry();
      progress.accept(name + ": " + size + " bytes");
    }
  }

  static void restore(Path file, Path directory, Consumer<String> progress) throws IOException {
    Files files = new DiskFiles(directory);
    if (!files.list().isEmpty()) {
      throw new IOException(
          directory + " is not empty; a backup is restored into a directory of its own");
    }
    boolean isWhole = false;
    Repair.mark(files);
    try {
      isWhole = unpack(file, files, progress);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no backup: " + e.getMessage(), e);
    } finally {
      if (!isWhole) {
        deleteAll(files);
      }
    }
    if (!isWhole) {
      throw new IOException(file + " is no backup, or not a whole one");
    }
    files.sync();
  }

  private static void deleteAll(Files files) throws IOException {
    for (String name : files.list()) {
      files.delete(name);
    }
  }

  /** Unpacks the files of a backup; says whether the mark of its end was there. */
  private static boolean unpack(Path file, Files files, Consumer<String> progress)
      throws IOException {
    boolean isBackup = false;
    try (InputStream in = java.nio.file.Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        isBackup |= name.equals(Repair.MARK);
        if (LogFiles.number(name).isPresent() || SnapshotFiles.tick(name).isPresent()) {
          progress.accept(name + ": " + write(zip, files, name) + " bytes");
        }
      }
    }
    return isBackup;
  }

  private static long write(InputStream in, Files files, String name) throws IOException {
    try (Files.File target = files.create(name)) {
      byte[] chunk = new byte[CHUNK];
      long at = 0;
      for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
        target.write(ByteBuffer.wrap(chunk, 0, count), at);
        at += count;
      }
      target.force();
      return at;
    }
  }
}
