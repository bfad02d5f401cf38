package io.skipruntime.engine;

import java.util.Optional;

/**
 * A point in the history of a service: what an event's id says, and what a write is acknowledged
 * with.
 *
 * @param epoch identifies the history; ticks of different epochs cannot be compared
 * @param tick number of the commit
 */
public record Watermark(String epoch, long tick) {

  /** Parses {@code epoch/tick}; empty if the text is not of that form. */
  public static Optional<Watermark> parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash <= 0 || !text.substring(slash + 1).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Watermark(text.substring(0, slash), Long.parseLong(text.substring(slash + 1))));
  }

  /** The wire form, {@code epoch/tick}. */
  @Override
  public String toString() {
    return epoch + "/" + tick;
  }
}
