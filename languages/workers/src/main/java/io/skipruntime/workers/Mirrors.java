package io.skipruntime.workers;

import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.json.JsonWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mirrors of one process. They are exact: what the process is told before it runs functions
 * makes its copies those of the collections, wherever the functions read without asking. Their size
 * is bounded; of those above the bound, the ones that have not been used for longest are given up.
 * Thread-safe.
 *
 * <ul>
 *   <li>{@code givenUp} has the numbers of mirrors that the process still has; {@code free} has
 *       those that it has given up, which others may get.
 * </ul>
 */
final class Mirrors {

  private static final int INITIAL_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private final long mostBytes;
  private final Map<MirroredCollection, Mirror> mirrors =
      new LinkedHashMap<>(INITIAL_CAPACITY, LOAD_FACTOR, true);
  private final List<Integer> givenUp = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int next;

  Mirrors(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The mirror of a collection. */
  synchronized Mirror of(MirroredCollection collection) {
    return mirrors.computeIfAbsent(collection, unknown -> new Mirror(freeNumber(), unknown));
  }

  private int freeNumber() {
    Integer number = free.poll();
    return number == null ? next++ : number;
  }

  /** Notes that keys of a collection have other values. */
  synchronized void changed(MirroredCollection collection, Iterable<Object> keys) {
    Mirror mirror = mirrors.get(collection);
    if (mirror != null) {
      mirror.changed(keys);
    }
  }

  /** Notes that any key of a collection may have other values. */
  synchronized void changedWholly(MirroredCollection collection) {
    Mirror mirror = mirrors.get(collection);
    if (mirror != null) {
      mirror.forget();
    }
  }

  /** Notes that a collection is gone. */
  synchronized void gone(MirroredCollection collection) {
    Mirror mirror = mirrors.remove(collection);
    if (mirror != null) {
      givenUp.add(mirror.number());
    }
  }

  /** Writes what the process is told before it runs functions that use some of the mirrors. */
  synchronized void write(Set<Mirror> used, JsonWriter frame) {
    frame.beginArray();
    for (int number : givenUp) {
      frame.beginArray().write(number).endArray();
    }
    free.addAll(givenUp);
    givenUp.clear();
    for (Mirror mirror : used) {
      mirror.writeTo(frame);
    }
    frame.endArray();
  }

  /**
   * Answers the question for the values of a key. If the process has asked for so many keys that
   * all of the collection would have cost it no more, it is told all, provided that there is room.
   */
  synchronized void answer(MirroredCollection collection, Object key, JsonWriter answer) {
    Mirror mirror = of(collection);
    mirror.answer(key, answer);
    if (mirror.isAskedMuch() && bytes() + mirror.wholeBytes() <= mostBytes) {
      mirror.writeWholeTo(answer);
    }
  }

  private long bytes() {
    long bytes = 0;
    for (Mirror each : mirrors.values()) {
      bytes += each.bytes();
    }
    return bytes;
  }

  /** Gives up what is above the bound, before it is said what the next frame wants. */
  synchronized void giveUp() {
    long bytes = bytes();
    Iterator<Mirror> oldestFirst = mirrors.values().iterator();
    while (bytes > mostBytes && oldestFirst.hasNext()) {
      Mirror oldest = oldestFirst.next();
      bytes -= oldest.bytes();
      givenUp.add(oldest.number());
      oldestFirst.remove();
    }
  }
}
