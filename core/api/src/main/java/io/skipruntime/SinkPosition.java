package io.skipruntime;

import java.util.Optional;

/**
 * A position in the changes of a resource: the state of its contents that a sink has been given.
 *
 * @param epoch identifies the resource, its parameters and the history of its contents; ticks of
 *     different epochs cannot be compared. Of letters, digits, {@code -}, {@code _} and {@code .}
 * @param tick the number of a commit; it grows from batch to batch
 */
public record SinkPosition(String epoch, long tick) {

  private static final char SEPARATOR = '/';

  /** The position of a text; empty if it is not one that {@link #toString} gives. */
  public static Optional<SinkPosition> parse(String text) {
    int separator = text.lastIndexOf(SEPARATOR);
    return separator > 0 && text.substring(separator + 1).matches("[0-9]{1,18}")
        ? Optional.of(
            new SinkPosition(
                text.substring(0, separator), Long.parseLong(text.substring(separator + 1))))
        : Optional.empty();
  }

  /** The text {@code epoch/tick}. */
  @Override
  public String toString() {
    return epoch + SEPARATOR + tick;
  }
}
