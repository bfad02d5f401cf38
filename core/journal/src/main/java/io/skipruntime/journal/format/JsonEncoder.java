package io.skipruntime.journal.format;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder of values as binary JSON: self-describing, exact, without a schema. {@link
 * JsonDecoder} reads it.
 *
 * <p>The names of an object's members are written once a record or block, as a <em>shape</em>;
 * objects with the same names refer to it. So entries of one type cost little more than their
 * values, and a reader still needs to know nothing. {@link #reset} begins the next record or block.
 * Used by one thread.
 */
public final class JsonEncoder {

  static final int MAX_SHAPES = 1_024;

  private final BinaryOutput out;
  private final Map<List<String>, Integer> shapes = new HashMap<>();

  /** Writes to an output. */
  public JsonEncoder(BinaryOutput out) {
    this.out = out;
  }

  /** Forgets the shapes that were written: what follows is read on its own. */
  public void reset() {
    if (!shapes.isEmpty()) {
      shapes.clear();
    }
  }

  /**
   * Writes a value of any type that is written as JSON.
   *
   * @throws IllegalArgumentException if it is of no such type, or nested more than 1,024 deep
   */
  public void write(Object value) {
    write(value, 0);
  }

  private void write(Object value, int depth) {
    switch (value) {
      case Long number -> whole(number);
      case Integer number -> whole(number);
      case String text -> text(text);
      case Boolean truth -> out.u8(truth ? JsonTag.TRUE : JsonTag.FALSE);
      case Json json -> json(json, depth);
      default -> json(Json.from(value), depth);
    }
  }

  private void json(Json json, int depth) {
    switch (json) {
      case JsonString string -> text(string.value());
      case JsonNumber number -> {
        if (number.isWrittenAsLong()) {
          whole(number.asLong());
        } else {
          out.u8(JsonTag.DECIMAL);
          out.text(number.toString());
        }
      }
      case JsonArray array -> {
        out.u8(JsonTag.ARRAY);
        out.varint(array.elements().size());
        for (Json element : array.elements()) {
          json(element, deeper(depth));
        }
      }
      case JsonObject object -> object(object, deeper(depth));
      default ->
          out.u8(json.isNull() ? JsonTag.NULL : json.asBoolean() ? JsonTag.TRUE : JsonTag.FALSE);
    }
  }

  private static int deeper(int depth) {
    if (depth == JsonTag.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a value that is nested more than " + JsonTag.MAX_DEPTH + " deep");
    }
    return depth + 1;
  }

  private void object(JsonObject object, int depth) {
    List<String> names = object.names();
    Integer shape = shapes.get(names);
    if (shape != null) {
      out.u8(JsonTag.SHAPE);
      out.varint(shape);
    } else {
      out.u8(JsonTag.NEW_SHAPE);
      out.varint(names.size());
      for (String name : names) {
        text(name);
      }
      if (shapes.size() < MAX_SHAPES) {
        shapes.put(names, shapes.size());
      }
    }
    object.members().forEach((name, value) -> json(value, depth));
  }

  private void whole(long value) {
    if (value >= 0 && value < JsonTag.SMALL_BOUND) {
      out.u8(JsonTag.SMALL_WHOLE | (int) value);
    } else {
      out.u8(JsonTag.WHOLE);
      out.signedVarint(value);
    }
  }

  private void text(String text) {
    if (hasLoneSurrogate(text)) {
      out.u8(JsonTag.UNITS);
      out.varint(text.length());
      for (int i = 0; i < text.length(); i++) {
        out.u8(text.charAt(i));
        out.u8(text.charAt(i) >>> 8);
      }
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length < JsonTag.SMALL_BOUND) {
      out.u8(JsonTag.SHORT_TEXT | utf8.length);
    } else {
      out.u8(JsonTag.TEXT);
      out.varint(utf8.length);
    }
    out.bytes(utf8, 0, utf8.length);
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (Character.isLowSurrogate(unit)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
