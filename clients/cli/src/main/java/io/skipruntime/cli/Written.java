package io.skipruntime.cli;

import io.skipruntime.json.Json;
import java.util.Map;

/** The result of a write. */
final class Written {

  private Written() {}

  static void print(ServiceCommand command, int entries, String watermark) {
    if (command.isJson()) {
      Map<String, Json> result =
          Map.of("entries", Json.of(entries), "watermark", Json.of(watermark));
      command.terminal().print(Json.object(result).toString());
    } else {
      command
          .terminal()
          .print(
              "%d %s, watermark %s"
                  .formatted(entries, entries == 1 ? "entry" : "entries", watermark));
    }
  }
}
