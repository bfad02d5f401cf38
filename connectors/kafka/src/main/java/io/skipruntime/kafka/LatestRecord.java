package io.skipruntime.kafka;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last record of a key that is not decoded yet. Two are equal if the bytes of their keys are.
 * For one thread.
 *
 * <p>The hash code is that of a text: keys that are numbered are near to each other in a table, as
 * their records often are in a topic. A table of {@code java.util} finds those that are made to
 * have one hash code by their order.
 *
 * <ul>
 *   <li>The bytes of its key begin at {@code from} in {@code array}, and have a {@code length}.
 *   <li>{@code keys} and {@code filled} are where the one that looks for others puts the bytes of
 *       the next key: those of keys that came one after another are side by side, since their
 *       records often come so again.
 *   <li>{@code key} is what they stand for; null of a record that only looks for another.
 *   <li>{@code turn} says when the record came, among others.
 *   <li>{@code valuePlace} and {@code valueLength} are those of its value in {@link ValueBytes};
 *       the length is -1 if it has none.
 * </ul>
 */
final class LatestRecord implements Comparable<LatestRecord> {

  static final int NO_VALUE = -1;
  private static final int KEY_CHUNK_BYTES = 64 << 10;
  private static final byte[] NONE = new byte[0];

  private byte[] array;
  private int from;
  private int length;
  private int hash;
  private byte[] keys = NONE;
  private int filled;
  final @Nullable Object key;
  int partition;
  long offset;
  int turn;
  long valuePlace;
  int valueLength = NO_VALUE;

  private LatestRecord(byte[] array, int hash, @Nullable Object key) {
    this.array = array;
    this.length = array.length;
    this.hash = hash;
    this.key = key;
  }

  /** A record that looks for others. */
  static LatestRecord searching() {
    return new LatestRecord(new byte[0], 0, null);
  }

  /** Looks for the record of a key from now on. */
  void searchFor(ByteBuffer bytes) {
    boolean isInHeap = bytes.hasArray();
    array = isInHeap ? bytes.array() : BytesInPlace.copy(bytes);
    from = isInHeap ? bytes.arrayOffset() + bytes.position() : 0;
    length = bytes.remaining();
    int code = 0;
    for (int i = from; i < from + length; i++) {
      code = 31 * code + array[i];
    }
    hash = code;
  }

  /** A record, without a value yet, of the key that this one looks for. */
  LatestRecord found(Object decoded) {
    if (keys.length - filled < length) {
      keys = new byte[Math.max(length, KEY_CHUNK_BYTES)];
      filled = 0;
    }
    System.arraycopy(array, from, keys, filled, length);
    LatestRecord found = new LatestRecord(keys, hash, decoded);
    found.from = filled;
    found.length = length;
    filled += length;
    return found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LatestRecord record && hash == record.hash && hasBytesOf(record);
  }

  private boolean hasBytesOf(LatestRecord other) {
    if (length != other.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (array[from + i] != other.array[other.from + i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public int compareTo(LatestRecord other) {
    return Arrays.compare(
        array, from, from + length, other.array, other.from, other.from + other.length);
  }
}
