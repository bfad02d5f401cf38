package io.skipruntime.testkit.contents;

import io.skipruntime.Entry;
import io.skipruntime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Entries as messages show them: as the JSON of the protocol, {@code [key,[value…]]}. */
public final class EntryText {

  private EntryText() {}

  /** A key, a value or a list of values; what is not JSON as its own text. */
  public static String of(Object value) {
    try {
      return new String(new JsonWriter().write(value).toByteArray(), StandardCharsets.UTF_8);
    } catch (RuntimeException notJson) {
      return String.valueOf(value);
    }
  }

  /** An entry. */
  public static String of(Entry<?, ?> entry) {
    return "[" + of(entry.key()) + "," + of(entry.values()) + "]";
  }

  /** Entries in the given order. */
  public static String of(List<? extends Entry<?, ?>> entries) {
    return entries.stream().map(EntryText::of).collect(Collectors.joining(",", "[", "]"));
  }

  /** A value with its class, for where the JSON of two values is the same. */
  static String withClass(Object value) {
    if (value instanceof List<?> values) {
      return values.stream().map(EntryText::withClass).collect(Collectors.joining(",", "[", "]"));
    }
    return of(value) + " (" + value.getClass().getSimpleName() + ")";
  }
}
