package io.skipruntime.engine;

import java.util.List;
import java.util.Optional;

/**
 * The explanation of an entry: its reasons, and the entries of inputs that they come down to.
 * Immutable.
 *
 * @param at the version that it is of
 * @param entry the entry with its reasons
 * @param inputs the entries of inputs among the reasons, each once, in the order in which they are
 *     met
 * @param isComplete whether nothing was left out
 */
public record Explanation(
    Watermark at, Provenance entry, List<InputReason> inputs, boolean isComplete) {

  /**
   * An entry of an input among the reasons.
   *
   * @param entry the entry; without values if it is not there and that counts
   * @param isRedundant whether the explained entry has the same values without it; empty if that
   *     was not tried
   */
  public record InputReason(Provenance entry, Optional<Boolean> isRedundant) {}

  /** Copies the list. */
  public Explanation {
    inputs = List.copyOf(inputs);
  }
}
