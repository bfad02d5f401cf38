package io.skipruntime.client;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Events of a stream as the one event that does the same: what a receiver is given has either all
 * of them or none. For one thread.
 *
 * <ul>
 *   <li>{@code only} is the entries of the one event that there was; null if there were several.
 *   <li>{@code folded} has the entries of several, with those that are gone if none was initial.
 * </ul>
 */
final class FoldedEvents {

  private final SortedMap<Json, JsonEntry> folded = new TreeMap<>(CanonicalOrder.INSTANCE);
  private @Nullable List<JsonEntry> only;
  private boolean isEmpty = true;
  private boolean isInitial;
  private String id = "";

  /** The receiver of entries. */
  @FunctionalInterface
  interface Taker {

    /** See {@link ResumableStream.Receiver#receive}. */
    void receive(List<JsonEntry> entries, boolean isInitial, String id) throws SourceException;
  }

  /**
   * Adds an event that follows those that there are.
   *
   * @param initial whether its entries replace all
   * @param eventId its identifier
   */
  void add(List<JsonEntry> entries, boolean initial, String eventId) {
    id = eventId;
    if (isEmpty || initial) {
      folded.clear();
      only = entries;
      isInitial |= initial;
      isEmpty = false;
      return;
    }
    if (only != null) {
      only.forEach(this::put);
      only = null;
    }
    entries.forEach(this::put);
  }

  private void put(JsonEntry entry) {
    folded.remove(entry.key()); // so that the key is as the later event has it
    if (!isInitial || !entry.values().isEmpty()) {
      folded.put(entry.key(), entry);
    }
  }

  /** Gives the event to a receiver, if there were any. */
  void giveTo(Taker taker) throws SourceException {
    if (!isEmpty) {
      taker.receive(only == null ? List.copyOf(folded.values()) : only, isInitial, id);
    }
  }
}
