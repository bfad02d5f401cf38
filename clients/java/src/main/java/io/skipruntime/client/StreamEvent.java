package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.util.List;

/**
 * An event of a stream.
 *
 * @param name {@code init} if the data replaces what came before, {@code update} if it changes some
 *     keys, {@code error} if it is a problem document
 * @param id from where to resume after this event; opaque, good for the same resource and
 *     parameters
 * @param data the data
 */
public record StreamEvent(String name, String id, Json data) {

  /**
   * The entries of an {@code init} or {@code update}.
   *
   * @throws IllegalStateException if the data has another shape
   */
  public List<JsonEntry> entries() {
    return JsonEntry.listOf(data);
  }
}
