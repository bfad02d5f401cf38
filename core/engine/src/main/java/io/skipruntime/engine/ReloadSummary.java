package io.skipruntime.engine;

import java.util.List;

/**
 * What a reload came to.
 *
 * @param kept the collections that went on as they were, inputs included, as messages name them
 * @param computed the collections that were made anew, because their function or what it works on
 *     is another
 * @param ended how many resource instances ended, because their resource is gone or does not take
 *     their parameters any more
 */
public record ReloadSummary(List<String> kept, List<String> computed, int ended) {

  /** Takes copies. */
  public ReloadSummary {
    kept = List.copyOf(kept);
    computed = List.copyOf(computed);
  }
}
