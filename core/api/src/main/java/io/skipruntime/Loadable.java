package io.skipruntime;

import java.util.Optional;

/**
 * The state of a value that is computed by a call which may take long, as {@link
 * EagerCollection#mapAsync} gives it. As JSON it is an object whose member {@code type} is {@code
 * Loading}, {@code Success} or {@code Failure}.
 *
 * @param <V> type of the value
 */
public sealed interface Loadable<V> {

  /**
   * There is no result yet: the call waits for its turn, goes on, or is about to be tried again.
   *
   * @param previous the last result of the same key, for another value; empty unless {@link
   *     AsyncOptions#keepsPrevious} is set and there is one
   */
  record Loading<V>(Optional<V> previous) implements Loadable<V> {}

  /**
   * The result.
   *
   * @param value the result
   */
  record Success<V>(V value) implements Loadable<V> {}

  /**
   * The call has failed in all its attempts.
   *
   * @param error what is wrong, for people
   * @param previous as that of {@link Loading}
   */
  record Failure<V>(String error, Optional<V> previous) implements Loadable<V> {}

  /** The value to show: the result, else the one before; empty if there is neither. */
  default Optional<V> latest() {
    return switch (this) {
      case Loading<V> loading -> loading.previous();
      case Success<V> success -> Optional.of(success.value());
      case Failure<V> failure -> failure.previous();
    };
  }
}
