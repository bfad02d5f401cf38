package io.skipruntime.journal.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A copier of values from one record or block to others, without making them: what it writes is
 * what a {@link JsonEncoder} writes there for the values that a {@link JsonDecoder} reads here.
 * Whatever the bytes are, it gives others or throws a {@link MalformedDataException}. Used by one
 * thread.
 */
public final class JsonCopier {

  private static final int ABSENT = -1;

  private final BinaryInput in;
  private final BinaryOutput out;

  /** The names of each shape of the input, as they are written. */
  private final List<byte[]> names = new ArrayList<>();

  /** The first shape that has the same names, and the number of members, of each shape. */
  private int[] same = new int[4];

  private int[] members = new int[4];

  /** The number that the output has for each shape, or {@link #ABSENT}. */
  private int[] numbers = new int[4];

  private final Map<ByteBuffer, Integer> known = new HashMap<>();
  private int written;
  private int copied;

  /**
   * A copier.
   *
   * @param in one record or block, read from its beginning
   * @param out the first of the records or blocks that are written
   */
  public JsonCopier(BinaryInput in, BinaryOutput out) {
    this.in = in;
    this.out = out;
  }

  /** Forgets the shapes that were written: what follows is another record or block. */
  public void reset() {
    Arrays.fill(numbers, ABSENT);
    written = 0;
  }

  /**
   * Copies the next value.
   *
   * @throws MalformedDataException if the bytes are none
   */
  public void copy() {
    copied = in.place();
    pass(0);
    in.copy(copied, in.place(), out);
  }

  /** Passes a value, and writes what is before the last object in it. */
  private void pass(int depth) {
    if (depth > JsonTag.MAX_DEPTH) {
      throw new MalformedDataException("nested more than " + JsonTag.MAX_DEPTH + " deep");
    }
    int start = in.place();
    int tag = in.u8();
    switch (tag) {
      case JsonTag.NULL, JsonTag.FALSE, JsonTag.TRUE -> {}
      case JsonTag.WHOLE -> {
        long unused = in.varint();
      }
      case JsonTag.ARRAY -> {
        for (int count = in.count(1); count > 0; count--) {
          pass(depth + 1);
        }
      }
      case JsonTag.NEW_SHAPE -> passMembers(newShape(), start, depth);
      case JsonTag.SHAPE -> passMembers(shape(in.varint()), start, depth);
      case JsonTag.DECIMAL, JsonTag.TEXT, JsonTag.UNITS -> passText(tag);
      default -> {
        if ((tag & -JsonTag.SMALL_BOUND) != JsonTag.SMALL_WHOLE) {
          passText(tag);
        }
      }
    }
  }

  private void passText(int tag) {
    switch (tag) {
      case JsonTag.DECIMAL, JsonTag.TEXT -> in.skip(in.count(1));
      case JsonTag.UNITS -> in.skip(2 * in.count(2));
      default -> {
        if ((tag & -JsonTag.SMALL_BOUND) != JsonTag.SHORT_TEXT) {
          throw new MalformedDataException("no value begins with " + tag);
        }
        in.skip(tag & (JsonTag.SMALL_BOUND - 1));
      }
    }
  }

  private int newShape() {
    int start = in.place();
    int count = in.count(1);
    for (int i = 0; i < count; i++) {
      passText(in.u8());
    }
    byte[] read = in.copyFrom(start);
    int shape = names.size();
    if (shape == same.length) {
      same = Arrays.copyOf(same, 2 * shape);
      members = Arrays.copyOf(members, 2 * shape);
      numbers = Arrays.copyOf(numbers, 2 * shape);
    }
    Integer first = known.putIfAbsent(ByteBuffer.wrap(read), shape);
    names.add(read);
    same[shape] = first == null ? shape : first;
    members[shape] = count;
    numbers[shape] = ABSENT;
    return same[shape];
  }

  private int shape(long number) {
    if (number < 0 || number >= names.size()) {
      throw new MalformedDataException("there is no shape " + number);
    }
    return same[(int) number];
  }

  private void passMembers(int shape, int start, int depth) {
    int behind = in.place();
    int count = members[shape];
    if (count > in.remaining()) {
      throw new MalformedDataException(count + " members in " + in.remaining() + " bytes");
    }
    in.copy(copied, start, out);
    copied = behind;
    writeShape(shape);
    for (int i = 0; i < count; i++) {
      pass(depth + 1);
    }
  }

  private void writeShape(int shape) {
    if (numbers[shape] != ABSENT) {
      out.u8(JsonTag.SHAPE);
      out.varint(numbers[shape]);
      return;
    }
    out.u8(JsonTag.NEW_SHAPE);
    byte[] encoded = names.get(shape);
    out.bytes(encoded, 0, encoded.length);
    if (written < JsonEncoder.MAX_SHAPES) {
      numbers[shape] = written++;
    }
  }
}
