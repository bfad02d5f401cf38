package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of snapshots.
 *
 * @param kind what it says
 * @param id the identity of the snapshot
 * @param place the place of the log that the snapshot is of
 * @param file the name of the file that it has a part of; empty for other kinds
 * @param bytes the part; not changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares records
record SnapshotRecord(Kind kind, String id, long place, String file, byte[] bytes) {

  private static final int FORMAT = 1;
  private static final Pattern FILE = Pattern.compile("(snapshot|decisions)-[0-9]+");

  /** The kinds of records. */
  enum Kind {
    /** A node begins to write a snapshot. */
    BEGIN(0),
    /** A part of a file. */
    PART(1),
    /** All parts are there. */
    END(2),
    /** The node does not write it after all. */
    ABANDONED(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static @Nullable Kind of(int code) {
      for (Kind each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      return null;
    }
  }

  /** The writer of the records of one snapshot. */
  record Builder(String id, long place) {

    byte[] begin() {
      return encoded(Kind.BEGIN, "", new byte[0]);
    }

    byte[] part(String file, byte[] bytes) {
      return encoded(Kind.PART, file, bytes);
    }

    byte[] end() {
      return encoded(Kind.END, "", new byte[0]);
    }

    byte[] abandoned() {
      return encoded(Kind.ABANDONED, "", new byte[0]);
    }

    private byte[] encoded(Kind kind, String file, byte[] bytes) {
      ByteArrayOutputStream encoded = new ByteArrayOutputStream(bytes.length + 64);
      try (DataOutputStream out = new DataOutputStream(encoded)) {
        out.writeByte(FORMAT);
        out.writeByte(kind.code);
        out.writeUTF(id);
        out.writeLong(place);
        out.writeUTF(file);
        out.write(bytes);
      } catch (IOException e) {
        throw new IllegalStateException("memory does not fail", e);
      }
      return encoded.toByteArray();
    }
  }

  /** Whether a snapshot has a file of this name. */
  static boolean isFile(String name) {
    return FILE.matcher(name).matches();
  }

  /**
   * The record that was encoded.
   *
   * @throws SkipException if the bytes are none that this version knows
   */
  static SnapshotRecord decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      int format = in.readUnsignedByte();
      Kind kind = Kind.of(in.readUnsignedByte());
      if (format == FORMAT && kind != null) {
        SnapshotRecord record =
            new SnapshotRecord(kind, in.readUTF(), in.readLong(), in.readUTF(), in.readAllBytes());
        if (record.kind() != Kind.PART || isFile(record.file())) {
          return record;
        }
      }
    } catch (IOException e) {
      throw new SkipException(unknown(), e);
    }
    throw new SkipException(unknown());
  }

  private static String unknown() {
    return "the topic of snapshots has a record that this version of Skip does not know: start this"
        + " node with the version that the others have; nothing but nodes may write to the topic";
  }
}
