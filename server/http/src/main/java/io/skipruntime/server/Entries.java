package io.skipruntime.server;

import io.skipruntime.Entry;
import io.skipruntime.json.JsonWriter;
import java.util.List;

/** The wire form of entries: {@code [[key,[value…]]…]}. */
final class Entries {

  private Entries() {}

  static void write(List<? extends Entry<?, ?>> entries, JsonWriter out) {
    out.beginArray();
    for (Entry<?, ?> entry : entries) {
      out.beginArray().write((Object) entry.key());
      writeValues(entry.values(), out);
      out.endArray();
    }
    out.endArray();
  }

  static void writeValues(List<?> values, JsonWriter out) {
    out.beginArray();
    for (Object value : values) {
      out.write(value);
    }
    out.endArray();
  }
}
