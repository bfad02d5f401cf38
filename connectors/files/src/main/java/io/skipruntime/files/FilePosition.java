package io.skipruntime.files;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The place up to which a file has been read, and what tells whether the file is still that one.
 * Immutable.
 *
 * @param name the file's name
 * @param identity the file system's own name of the file; empty if it has none
 * @param position in bytes, where the next line begins
 * @param lines how many line feeds are before the position
 * @param isOpen whether the last line that was read has no line feed
 * @param checksum of the first bytes of the file and the last ones before the position
 * @param size the file's size when it was looked at
 * @param modifiedMillis when it was changed last, by then
 */
record FilePosition(
    String name,
    String identity,
    long position,
    long lines,
    boolean isOpen,
    long checksum,
    long size,
    long modifiedMillis) {

  private static final int CHECKED_BYTES = 1_024;

  /** A file as it is when it is looked at. */
  record Look(String identity, long size, long modifiedMillis) {

    /** Whether the file has not changed for some time, so that its last line may be taken. */
    boolean isQuiet(long quietMillis) {
      return System.currentTimeMillis() - modifiedMillis >= quietMillis;
    }

    /** Looks at a file, or where a symbolic link leads. */
    static Look at(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(
          Optional.ofNullable(attributes.fileKey()).map(Object::toString).orElse(""),
          attributes.size(),
          attributes.lastModifiedTime().toMillis());
    }
  }

  /** The start of a file. */
  static FilePosition start(String name) {
    return new FilePosition(name, "", 0, 0, false, 0, 0, 0);
  }

  /** The same position in a file that was looked at. */
  FilePosition seen(Look look) {
    return new FilePosition(
        name,
        look.identity(),
        position,
        lines,
        isOpen,
        checksum,
        look.size(),
        look.modifiedMillis());
  }

  /** The position behind the next line. */
  FilePosition behind(LineReader.Line line) {
    return new FilePosition(
        name,
        identity,
        line.end(),
        lines + line.lineFeeds(),
        !line.isEnded(),
        checksum,
        size,
        modifiedMillis);
  }

  /** The same position, with the checksum of what is before it. */
  FilePosition checked(SeekableByteChannel channel) throws IOException {
    return new FilePosition(
        name, identity, position, lines, isOpen, checksum(channel, position), size, modifiedMillis);
  }

  /** Whether the file is, by its attributes, as it was. */
  boolean isAsIn(Look look) {
    return identity.equals(look.identity())
        && size == look.size()
        && modifiedMillis == look.modifiedMillis();
  }

  /**
   * Whether a file that is looked at may have lines behind this position: it has changed since, or
   * its last line, which no line feed ends, is not read and counts now.
   */
  boolean mayHaveMore(Look look, long quietMillis) {
    return !isAsIn(look) || (position < look.size() && look.isQuiet(quietMillis));
  }

  /** Whether what was read of the file is still there, and anything else is behind it. */
  boolean isContinuedBy(Path file, Look look) throws IOException {
    if (!identity.equals(look.identity()) || look.size() < position || look.size() <= size) {
      return false;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return checksum(channel, position) == checksum && (!isOpen || isLineEndAt(channel));
    }
  }

  private boolean isLineEndAt(SeekableByteChannel channel) throws IOException {
    ByteBuffer next = ByteBuffer.allocate(2);
    channel.position(position);
    fill(channel, next);
    return next.position() > 0
        && (next.get(0) == '\n'
            || (next.get(0) == '\r' && next.position() > 1 && next.get(1) == '\n'));
  }

  /** The checksum of a file that was read up to a position. */
  private static long checksum(SeekableByteChannel channel, long position) throws IOException {
    CRC32C checksum = new CRC32C();
    int length = (int) Math.min(position, CHECKED_BYTES);
    for (long from : new long[] {0, position - length}) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      channel.position(from);
      fill(channel, bytes);
      checksum.update(bytes.flip());
    }
    return checksum.getValue();
  }

  private static void fill(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
    int read = 0;
    while (read >= 0 && bytes.hasRemaining()) {
      read = channel.read(bytes);
    }
  }

  /** The position as JSON, to go on from after a restart. */
  Json json() {
    return Json.object(
        Map.of(
            "name", Json.of(name),
            "identity", Json.of(identity),
            "position", Json.of(position),
            "lines", Json.of(lines),
            "open", Json.of(isOpen),
            "checksum", Json.of(checksum),
            "size", Json.of(size),
            "modified", Json.of(modifiedMillis)));
  }

  /**
   * The position that {@link #json} has given.
   *
   * @throws RuntimeException if it is something else
   */
  static FilePosition parse(Json json) {
    JsonObject members = json.asObject();
    return new FilePosition(
        members.get("name").asString(),
        members.get("identity").asString(),
        members.get("position").asLong(),
        members.get("lines").asLong(),
        members.get("open").asBoolean(),
        members.get("checksum").asLong(),
        members.get("size").asLong(),
        members.get("modified").asLong());
  }
}
