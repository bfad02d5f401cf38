package io.skipruntime;

import java.time.Instant;
import java.util.List;

/**
 * The receiver of a {@link Command}'s writes. Of a key that is written twice the last write counts.
 * Reads of the command do not see what it has written. Usable only during the command's run, on its
 * thread.
 */
public interface CommandContext {

  /** The time by the service's clock, the same for the whole run. */
  Instant now();

  /**
   * Gives a key of an input one value, in place of all that it has.
   *
   * @param input one of the input collections that the command was given
   * @throws SkipException if {@code input} is not one of them
   */
  default <K, V> void put(EagerCollection<K, V> input, K key, V value) {
    putAll(input, key, List.of(value));
  }

  /**
   * Gives a key of an input values, in place of all that it has.
   *
   * @param input one of the input collections that the command was given
   * @param values the values in order; none to remove the key
   * @throws SkipException if {@code input} is not one of them
   */
  <K, V> void putAll(EagerCollection<K, V> input, K key, List<? extends V> values);

  /**
   * Removes a key of an input; one that is not there stays so.
   *
   * @param input one of the input collections that the command was given
   * @throws SkipException if {@code input} is not one of them
   */
  default <K, V> void remove(EagerCollection<K, V> input, K key) {
    putAll(input, key, List.of());
  }
}
