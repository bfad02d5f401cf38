package io.skipruntime.workers;

import io.skipruntime.json.JsonWriter;
import java.util.List;

/** A frame that begins a turn, as it is written for one process. */
final class TurnFrame {

  private final FunctionTable functions;
  private final JsonWriter writer = new JsonWriter();

  TurnFrame(FunctionTable functions) {
    this.functions = functions;
    functions.beginFrame();
  }

  /** Begins a frame that runs no function of its own. */
  JsonWriter begin(String kind) {
    return writer.beginArray().write(kind);
  }

  /** Begins a frame that runs a function: its kind, the definitions and the function's number. */
  JsonWriter function(String kind, FunctionReference function) {
    writer.beginArray().write(kind).beginArray();
    int number = functions.number(function, writer);
    return writer.endArray().write(number);
  }

  /** The whole frame. */
  JsonWriter end() {
    return writer.endArray();
  }

  /** Writes the names of collections, which are numbered from a number on. */
  static JsonWriter writeNames(JsonWriter frame, List<String> names, int first) {
    frame.beginObject();
    for (int i = 0; i < names.size(); i++) {
      frame.name(names.get(i)).write(first + i);
    }
    return frame.endObject();
  }
}
