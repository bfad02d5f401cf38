package io.skipruntime.client;

import io.skipruntime.json.Json;
import io.skipruntime.json.input.ByteOrderMark;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parser of a stream's events in the format of the HTML standard, section 9.2.6, and of the sign
 * that what they have told is current.
 *
 * <p>A service that says {@code : signs current} gives that sign itself, as {@code : current}. Of
 * another one, whose first event has all there is, that event counts as followed by the sign; so
 * does a heartbeat, which comes only while there is nothing to tell.
 *
 * <ul>
 *   <li>{@code lastId} is the last identifier that the stream has sent; an event without one has it
 *   <li>{@code isCurrent} is whether the sign was given, and no failure told since
 *   <li>{@code isDue} is whether the sign follows next
 * </ul>
 */
final class EventParser {

  /** Stands for the sign, among events. */
  static final StreamEvent CURRENT = new StreamEvent("", "", Json.NULL);

  private static final String SIGN = "current";
  private static final String GIVES_SIGN = "signs current";

  private final BufferedReader lines;
  private final Runnable atLine;
  private String lastId = "";
  private boolean atStart = true;
  private boolean givesSign;
  private boolean isCurrent;
  private boolean isDue;

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
    Optional<StreamEvent> next = nextOrSign();
    while (next.isPresent() && next.get() == CURRENT) {
      next = nextOrSign();
    }
    return next;
  }

  /** The next event or {@link #CURRENT}; empty at the end of the stream. */
  Optional<StreamEvent> nextOrSign() throws IOException {
    if (isDue) {
      return sign();
    }
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
        case "" -> takeComment(colon < 0 ? null : value);
        default -> {
          // "retry" and unknown fields have no meaning here.
        }
      }
      if (line.isEmpty() && !data.isEmpty()) {
        return Optional.of(event(name, Json.parse(data.toString())));
      }
      if (line.isEmpty() && isDue) {
        return sign();
      }
      name = line.isEmpty() ? "message" : name;
    }
    return Optional.empty();
  }

  /** Takes what follows the colon of a comment; null if the line is no comment but empty. */
  private void takeComment(@Nullable String comment) {
    if (comment == null) {
      return;
    }
    givesSign |= comment.equals(GIVES_SIGN);
    isDue |= givesSign ? comment.equals(SIGN) : comment.isEmpty() && !isCurrent;
  }

  private Optional<StreamEvent> sign() {
    isDue = false;
    isCurrent = true;
    return Optional.of(CURRENT);
  }

  private StreamEvent event(String name, Json data) {
    boolean isFailure = name.equals("error");
    isCurrent &= !isFailure;
    isDue |= !givesSign && !isCurrent && !isFailure;
    return new StreamEvent(name, lastId, data);
  }

  private @Nullable String line() throws IOException {
    String line = lines.readLine();
    atLine.run();
    if (atStart && line != null) {
      atStart = false;
      return ByteOrderMark.strip(line);
    }
    return line;
  }

  private static String value(String line, int start) {
    return line.startsWith(" ", start) ? line.substring(start + 1) : line.substring(start);
  }
}
