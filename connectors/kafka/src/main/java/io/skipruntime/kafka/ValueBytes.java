package io.skipruntime.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of values that are given back in any order. They are appended to chunks; one of which
 * nothing is left is filled again, so that values that are soon replaced take the same few chunks
 * in turn. For one thread.
 *
 * <ul>
 *   <li>A place is the number of a chunk, and an index in it.
 *   <li>{@code used} is how many bytes are filled in all chunks, {@code lost} how many of them were
 *       given back.
 * </ul>
 */
final class ValueBytes {

  private static final int CHUNK_BYTES = 128 << 10;

  private static final class Chunk {
    private final int number;
    private byte[] bytes;
    private int filled;
    private int lost;

    Chunk(int number, int length) {
      this.number = number;
      this.bytes = new byte[length];
    }

    boolean hasRoomFor(int length) {
      return length <= bytes.length - filled;
    }
  }

  private final List<Chunk> chunks = new ArrayList<>();
  private final ArrayDeque<Chunk> free = new ArrayDeque<>();
  private Chunk current;
  private long used;
  private long lost;

  /** No bytes yet. */
  ValueBytes() {
    current = new Chunk(0, CHUNK_BYTES);
    chunks.add(current);
  }

  /** Keeps a copy of a value; gives its place. */
  long add(ByteBuffer value) {
    int length = value.remaining();
    Chunk chunk = chunkFor(length);
    value.get(value.position(), chunk.bytes, chunk.filled, length);
    return fill(chunk, length);
  }

  /** Keeps a copy of a value that others have at a place. */
  long add(ValueBytes others, long place, int length) {
    Chunk chunk = chunkFor(length);
    byte[] from = others.chunks.get(numberOf(place)).bytes;
    System.arraycopy(from, indexOf(place), chunk.bytes, chunk.filled, length);
    return fill(chunk, length);
  }

  private long fill(Chunk chunk, int length) {
    final long place = (long) chunk.number << Integer.SIZE | chunk.filled;
    chunk.filled += length;
    used += length;
    return place;
  }

  private static int numberOf(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private static int indexOf(long place) {
    return (int) place;
  }

  private Chunk chunkFor(int length) {
    if (current.hasRoomFor(length)) {
      return current;
    }
    Chunk next = length > CHUNK_BYTES ? null : free.poll();
    if (next == null) {
      next = new Chunk(chunks.size(), Math.max(length, CHUNK_BYTES));
      chunks.add(next);
    }
    Chunk before = current;
    current = next;
    releaseIfEmpty(before);
    return next;
  }

  /** Gives back a value, which no caller asks for any more. */
  void remove(long place, int length) {
    Chunk chunk = chunks.get(numberOf(place));
    chunk.lost += length;
    lost += length;
    releaseIfEmpty(chunk);
  }

  private void releaseIfEmpty(Chunk chunk) {
    if (chunk.lost < chunk.filled || chunk == current) {
      return;
    }
    used -= chunk.filled;
    lost -= chunk.filled;
    chunk.filled = 0;
    chunk.lost = 0;
    if (chunk.bytes.length > CHUNK_BYTES) {
      chunk.bytes = new byte[CHUNK_BYTES];
    }
    free.add(chunk);
  }

  /** Forgets all values. */
  void clear() {
    free.clear();
    chunks.subList(1, chunks.size()).clear();
    current = chunks.getFirst();
    current.filled = 0;
    current.lost = 0;
    used = 0;
    lost = 0;
  }

  /** A copy of a value. */
  byte[] copy(long place, int length) {
    byte[] copy = new byte[length];
    System.arraycopy(chunks.get(numberOf(place)).bytes, indexOf(place), copy, 0, length);
    return copy;
  }

  /** How many bytes the values take, with what cannot be used again yet. */
  long used() {
    return used;
  }

  /** How many of these bytes are of values that were given back. */
  long lost() {
    return lost;
  }
}
