package io.skipruntime.journal.format;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder of what a {@link JsonEncoder} wrote. Whatever the bytes are, it gives a value or throws
 * a {@link MalformedDataException}. Used by one thread.
 */
public final class JsonDecoder {

  /** Room for so many elements is made before they are read: a number alone justifies no more. */
  private static final int RESERVED = 64;

  private final BinaryInput in;
  private final List<String[]> shapes = new ArrayList<>();

  /** Reads one record or block. */
  public JsonDecoder(BinaryInput in) {
    this.in = in;
  }

  /**
   * Reads the next value.
   *
   * @throws MalformedDataException if the bytes are none
   */
  public Json read() {
    try {
      return read(0);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("a value that JSON does not have", e);
    }
  }

  private Json read(int depth) {
    if (depth > JsonTag.MAX_DEPTH) {
      throw new MalformedDataException("nested more than " + JsonTag.MAX_DEPTH + " deep");
    }
    int tag = in.u8();
    return switch (tag) {
      case JsonTag.NULL -> Json.NULL;
      case JsonTag.FALSE -> Json.of(false);
      case JsonTag.TRUE -> Json.of(true);
      case JsonTag.WHOLE -> Json.of(in.signedVarint());
      case JsonTag.DECIMAL -> decimal(in.text());
      case JsonTag.ARRAY -> array(depth);
      case JsonTag.NEW_SHAPE -> members(newShape(), depth);
      case JsonTag.SHAPE -> members(shape(in.varint()), depth);
      default ->
          (tag & ~(JsonTag.SMALL_BOUND - 1)) == JsonTag.SMALL_WHOLE
              ? Json.of((long) (tag & (JsonTag.SMALL_BOUND - 1)))
              : Json.of(text(tag));
    };
  }

  private String text(int tag) {
    if (tag == JsonTag.TEXT) {
      return in.text();
    }
    if (tag == JsonTag.UNITS) {
      char[] units = new char[in.count(2)];
      for (int i = 0; i < units.length; i++) {
        units[i] = (char) (in.u8() | in.u8() << 8);
      }
      return new String(units);
    }
    if ((tag & ~(JsonTag.SMALL_BOUND - 1)) == JsonTag.SHORT_TEXT) {
      return in.utf8(tag & (JsonTag.SMALL_BOUND - 1));
    }
    throw new MalformedDataException("no value begins with " + tag);
  }

  private static Json decimal(String text) {
    try {
      return Json.of(new BigDecimal(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedDataException("a number that is none", e);
    }
  }

  private Json array(int depth) {
    int count = in.count(1);
    List<Json> elements = new ArrayList<>(Math.min(count, RESERVED));
    for (int i = 0; i < count; i++) {
      elements.add(read(depth + 1));
    }
    return Json.array(elements);
  }

  private String[] newShape() {
    String[] names = new String[in.count(1)];
    for (int i = 0; i < names.length; i++) {
      names[i] = text(in.u8());
    }
    shapes.add(names);
    return names;
  }

  private String[] shape(long number) {
    if (number < 0 || number >= shapes.size()) {
      throw new MalformedDataException("there is no shape " + number);
    }
    return shapes.get((int) number);
  }

  private Json members(String[] names, int depth) {
    if (names.length > in.remaining()) {
      throw new MalformedDataException(names.length + " members in " + in.remaining() + " bytes");
    }
    Map<String, Json> members = LinkedHashMap.newLinkedHashMap(Math.min(names.length, RESERVED));
    for (String name : names) {
      if (members.put(name, read(depth + 1)) != null) {
        throw new MalformedDataException("an object with two members of one name");
      }
    }
    return Json.object(members);
  }
}
