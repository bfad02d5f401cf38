package io.skipruntime.engine.graph;

import java.util.Optional;

/**
 * Identifies the history of the contents of a resource instance. What changed between two versions
 * is known only if both are of one history; then their ticks say it.
 *
 * <p>Each collection has one that is its own, and instances that show it have it, too, whenever
 * they were opened. An instance that goes on with another collection after a reload keeps the one
 * it has; then the collection before begins another, so that a subscriber that comes back to it is
 * not taken for somebody who never left.
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
