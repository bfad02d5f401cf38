package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parser of a stream's events in the format of the HTML standard, section 9.2.6.
 *
 * <ul>
 *   <li>{@code lastId} is the last identifier that the stream has sent; an event without one has it
 * </ul>
 */
final class EventParser {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final BufferedReader lines;
  private final Runnable atLine;
  private String lastId = "";
  private boolean atStart = true;

  /**
   * A parser.
   *
   * @param atLine is run for each line, those of comments included
   */
  EventParser(BufferedReader lines, Runnable atLine) {
    this.lines = lines;
    this.atLine = atLine;
  }

  /** The next event, empty at the end of the stream. An event that is cut off is none. */
  Optional<StreamEvent> next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line = line(); line != null; line = line()) {
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : value(line, colon + 1);
      switch (field) {
        case "event" -> name = value;
        case "id" -> lastId = value;
        case "data" -> data.append(value).append('\n');
        default -> {
          // Comments have no name, "retry" and unknown fields no meaning here.
        }
      }
      if (line.isEmpty() && !data.isEmpty()) {
        return Optional.of(new StreamEvent(name, lastId, Json.parse(data.toString())));
      }
      name = line.isEmpty() ? "message" : name;
    }
    return Optional.empty();
  }

  private @Nullable String line() throws IOException {
    String line = lines.readLine();
    atLine.run();
    if (atStart && line != null) {
      atStart = false;
      return !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
    }
    return line;
  }

  private static String value(String line, int start) {
    return line.startsWith(" ", start) ? line.substring(start + 1) : line.substring(start);
  }
}
