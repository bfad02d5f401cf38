package io.skipruntime.files;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The way of lines into one delivery. For one look at the files, and its thread. */
final class FileReading {

  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BYTE_ORDER_MARK_BYTES = 3;

  private final FileResource resource;
  private final Callbacks callbacks;
  private final Delivery delivery;
  private final EntryMapping mapping;
  private final long allBytes;
  private final boolean isLoading;
  private long readBytes;
  private long entries;
  private long reported = System.nanoTime();
  private boolean hasPut;

  FileReading(
      FileResource resource,
      boolean isDirectory,
      Callbacks callbacks,
      Delivery delivery,
      Collection<FilePosition.Look> looks) {
    this.resource = resource;
    this.callbacks = callbacks;
    this.delivery = delivery;
    this.mapping = new EntryMapping(resource, isDirectory, callbacks.resource());
    this.allBytes = looks.stream().mapToLong(FilePosition.Look::size).sum();
    this.isLoading = !callbacks.isLoaded();
    if (isLoading) {
      callbacks.report(new SourceStatus.Progress(0, 0));
    }
  }

  /** Whether anything was given to the delivery. */
  boolean hasPut() {
    return hasPut;
  }

  /**
   * Reads a file.
   *
   * @param from up to where it has been read
   * @return up to where it has been read now
   * @throws SourceException if it is in an encoding that is not read
   */
  FilePosition read(Path file, FilePosition from, FilePosition.Look look)
      throws IOException, SourceException {
    if (!from.mayHaveMore(look, resource.quietMillis())) {
      return from;
    }
    boolean isQuiet = look.isQuiet(resource.quietMillis());
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long start = startOfText(channel, from.name());
      Optional<LineFormat> format = Optional.of(new LineFormat.Ndjson());
      FilePosition at = from.seen(look);
      if (resource.format() == FileResource.Format.CSV) {
        Optional<LineReader.Line> header =
            resource.columns().isPresent()
                ? Optional.empty()
                : header(channel, start, look, isQuiet);
        format = csv(header, from.name());
        if (header.isPresent() && at.position() == 0) {
          at = at.behind(header.get());
        }
      }
      if (format.isPresent()) {
        at = lines(channel, Math.max(start, at.position()), at, look, format.get(), isQuiet);
      }
      return at.checked(channel);
    }
  }

  private LineReader reader(SeekableByteChannel channel, long from, FilePosition.Look look)
      throws IOException {
    Optional<Character> separator =
        resource.format() == FileResource.Format.CSV
            ? Optional.of(resource.separator())
            : Optional.empty();
    return new LineReader(channel, from, look.size(), separator, resource.maxLineBytes());
  }

  private Optional<LineReader.Line> header(
      SeekableByteChannel channel, long start, FilePosition.Look look, boolean isQuiet)
      throws IOException {
    return reader(channel, start, look).next().filter(each -> each.isEnded() || isQuiet);
  }

  /** The format of records; empty if the file does not have its header yet. */
  private Optional<LineFormat> csv(Optional<LineReader.Line> header, String name)
      throws SourceException {
    if (resource.columns().isPresent()) {
      return Optional.of(LineFormat.Csv.of(resource.columns().get(), resource.separator()));
    }
    if (header.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LineFormat.Csv.withHeader(LineFormat.text(header.get().bytes()), resource.separator()));
    } catch (UnfitLineException e) {
      throw SourceException.lasting("the header of " + name + ": " + e.getMessage());
    }
  }

  /**
   * The position behind a byte order mark.
   *
   * @throws SourceException if the file is compressed, or in an encoding other than UTF-8
   */
  private static long startOfText(SeekableByteChannel channel, String name)
      throws IOException, SourceException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTE_ORDER_MARK_BYTES);
    channel.position(0);
    int count = Math.max(channel.read(bytes), 0);
    int[] first = new int[BYTE_ORDER_MARK_BYTES];
    for (int i = 0; i < BYTE_ORDER_MARK_BYTES; i++) {
      first[i] = i < count ? bytes.get(i) & 0xFF : -1;
    }
    boolean isUtf16 =
        (first[0] == 0xFE && first[1] == 0xFF)
            || (first[0] == 0xFF && first[1] == 0xFE)
            || first[0] == 0
            || first[1] == 0;
    if (isUtf16) {
      throw SourceException.lasting(name + " is UTF-16 or UTF-32; convert it to UTF-8");
    }
    if (first[0] == 0x1F && first[1] == 0x8B) {
      throw SourceException.lasting(name + " is compressed; decompress it");
    }
    boolean isMarked = first[0] == 0xEF && first[1] == 0xBB && first[2] == 0xBF;
    return isMarked ? BYTE_ORDER_MARK_BYTES : 0;
  }

  private FilePosition lines(
      SeekableByteChannel channel,
      long start,
      FilePosition begin,
      FilePosition.Look look,
      LineFormat format,
      boolean isQuiet)
      throws IOException {
    FilePosition at = begin;
    LineReader reader = reader(channel, start, look);
    boolean isAfterOpen = begin.isOpen();
    for (Optional<LineReader.Line> next = reader.next();
        next.isPresent() && (next.get().isEnded() || isQuiet);
        next = reader.next()) {
      LineReader.Line line = next.get();
      if (!isAfterOpen) { // else it is the end of a line that was taken before
        take(begin.name(), at.lines() + 1, line, format);
      }
      isAfterOpen = false;
      at = at.behind(line);
      progress(line.end() - start);
    }
    readBytes += at.position() - start;
    return at;
  }

  private void take(String file, long number, LineReader.Line line, LineFormat format) {
    Optional<Json> key = Optional.empty();
    try {
      if (line.isTooLong()) {
        throw new UnfitLineException(
            "it is longer than " + resource.maxLineBytes() + " bytes, or a quote is not closed");
      }
      String text = LineFormat.text(line.bytes());
      if (text.isBlank()) {
        return;
      }
      EntryMapping.KeyValue entry = mapping.map(file, number, format.parse(text));
      key = Optional.of(entry.key());
      hasPut = true;
      entries++;
      delivery.put(callbacks, entry.key(), List.of(entry.value()));
    } catch (UnfitLineException e) {
      reject(file, number, key, SourceException.messageOf(e));
    } catch (InvalidInputException e) {
      reject(
          file,
          number,
          key,
          String.join(", ", e.problems().stream().map(Problem::toString).toList()));
    }
  }

  private void reject(String file, long number, Optional<Json> key, String why) {
    hasPut = true;
    delivery.reject(
        callbacks,
        key.orElse(Json.of(file + ":" + number)),
        "%s, line %d: %s".formatted(file, number, why));
  }

  private void progress(long bytesOfFile) {
    if (isLoading && System.nanoTime() - reported > REPORT_NANOS) {
      reported = System.nanoTime();
      long read = Math.max(readBytes + bytesOfFile, 1);
      long estimate = (long) ((double) entries * allBytes / read);
      callbacks.report(new SourceStatus.Progress(entries, Math.max(estimate, entries)));
    }
  }
}
