package io.skipruntime.engine.graph;

import java.util.Optional;

/**
 * Identifies the history of a collection's contents. What changed between two versions is known
 * only if both are of one history; then their ticks say it. A collection begins a history of its
 * own, unless it continues that of another.
 *
 * @param tick a tick at which its first collection was there
 * @param slot the slot that this collection had then
 */
public record History(long tick, int slot) {

  /** The history that a text names; empty if it is not one that {@link #toString} gives. */
  public static Optional<History> parse(String text) {
    if (!text.matches("[0-9]{1,18}[.][0-9]{1,9}")) {
      return Optional.empty();
    }
    int dot = text.indexOf('.');
    return Optional.of(
        new History(
            Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1))));
  }

  /** The text by which a journal keeps it. */
  @Override
  public String toString() {
    return tick + "." + slot;
  }
}
