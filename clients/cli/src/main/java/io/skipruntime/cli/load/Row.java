package io.skipruntime.cli.load;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.json.Json;
import java.util.List;

/**
 * The content of a line, or of several that belong together.
 *
 * @param line the number of the first, from 1
 * @param entry what is to be written; meaningless if there is a mistake
 * @param bytes how much was read for it
 * @param mistake why it cannot be used; empty if it can
 */
record Row(long line, JsonEntry entry, int bytes, String mistake) {

  private static final JsonEntry NONE = new JsonEntry(Json.NULL, List.of());

  static Row of(long line, JsonEntry entry, int bytes) {
    return new Row(line, entry, bytes, "");
  }

  static Row wrong(long line, String mistake) {
    return new Row(line, NONE, 0, mistake);
  }

  boolean isWrong() {
    return !mistake.isEmpty();
  }
}
