package io.skipruntime.engine;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a reload.
 *
 * @param kept the collections that went on as they were, inputs included, as messages name them
 * @param computed the collections that were made again, because their function or what it works on
 *     is another
 * @param ended how many resource instances ended, because their resource is gone or does not take
 *     their parameters any more
 * @param setAside the inputs that are gone, with the number of their keys: their data is kept until
 *     an input has that name again, or the process ends
 * @param restored the inputs that are there again, with the number of keys that were kept for them
 */
public record ReloadSummary(
    List<String> kept,
    List<String> computed,
    int ended,
    Map<String, Integer> setAside,
    Map<String, Integer> restored) {

  /** Takes copies. */
  public ReloadSummary {
    kept = List.copyOf(kept);
    computed = List.copyOf(computed);
    setAside = Map.copyOf(setAside);
    restored = Map.copyOf(restored);
  }
}
