package io.skipruntime.engine.heap;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;

/**
 * Roughly what the entries of a collection occupy. A few of them, spread evenly over the keys, are
 * taken for all. Each is measured as the objects that stand for its JSON usually are: on a 64-bit
 * JVM with compressed references and small headers, a record with its components, a list with its
 * array. Keys and values that are {@code Long} are in arrays of numbers.
 */
public final class HeapEstimate {

  private static final int SAMPLES = 32;

  /** The tick, and a share of the nodes and of the room that is left in them. */
  private static final int ENTRY_BYTES = 16;

  private static final int OBJECT_BYTES = 12;
  private static final int REFERENCE_BYTES = 4;

  /** Between that of a component that is a number and that of an object. */
  private static final int NUMBER_BYTES = 12;

  private static final int STRING_BYTES = 24 + 16;
  private static final int LIST_BYTES = 24 + 16;

  private HeapEstimate() {}

  /** An estimate in bytes; its cost does not depend on the size. */
  public static long of(TickMap<Object, ValueList> contents) {
    int entries = contents.size();
    int samples = Math.min(SAMPLES, entries);
    long bytes = 0;
    for (int i = 0; i < samples; i++) {
      TickMap.Cursor<Object, ValueList> cursor =
          contents.cursorAt((int) ((long) i * entries / samples));
      if (cursor.next()) {
        bytes += ENTRY_BYTES + bytesInColumn(cursor.key());
        for (Object value : cursor.value()) {
          bytes += bytesInColumn(value);
        }
      }
    }
    return samples == 0 ? 0 : bytes * entries / samples;
  }

  /** An estimate in bytes of one key or value. */
  public static long ofElement(Object element) {
    return switch (element) {
      case Long ignored -> Long.BYTES;
      case String text -> STRING_BYTES + text.length();
      default -> bytesInColumn(element);
    };
  }

  private static long bytesInColumn(Object element) {
    return element instanceof Long ? Long.BYTES : REFERENCE_BYTES + bytesOf(Json.from(element));
  }

  private static long bytesOf(Json json) {
    return switch (json) {
      case JsonString string -> STRING_BYTES + string.value().length();
      case JsonNumber number -> NUMBER_BYTES;
      case JsonArray array -> {
        long bytes = LIST_BYTES;
        for (Json element : array.elements()) {
          bytes += REFERENCE_BYTES + bytesOf(element);
        }
        yield bytes;
      }
      case JsonObject object -> {
        long bytes = OBJECT_BYTES;
        for (Json member : object.members().values()) {
          bytes += REFERENCE_BYTES + bytesOf(member);
        }
        yield bytes;
      }
      default -> 0;
    };
  }
}
