package io.skipruntime.server.request;

import io.skipruntime.Entry;
import io.skipruntime.json.JsonWriter;
import java.util.List;

/** The wire form of entries: {@code [[key,[value…]]…]}. */
public final class Entries {

  private Entries() {}

  /** Writes entries as an array. */
  public static void write(List<? extends Entry<?, ?>> entries, JsonWriter out) {
    out.beginArray();
    for (Entry<?, ?> entry : entries) {
      out.beginArray().write((Object) entry.key());
      writeValues(entry.values(), out);
      out.endArray();
    }
    out.endArray();
  }

  /** Writes the values of one entry as an array. */
  public static void writeValues(List<?> values, JsonWriter out) {
    out.beginArray();
    for (Object value : values) {
      out.write(value);
    }
    out.endArray();
  }
}
