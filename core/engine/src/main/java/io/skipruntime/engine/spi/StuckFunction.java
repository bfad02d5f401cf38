package io.skipruntime.engine.spi;

import java.time.Instant;
import java.util.List;

/**
 * A function of the service that has run for long, and holds up all writes meanwhile.
 *
 * @param function what runs, as errors name it
 * @param key the key it runs for; empty if it runs for none, or for several at once
 * @param since when the transaction that it is part of began
 * @param writer the thread that carries out the transaction: it runs the function, or waits for the
 *     thread that does
 * @param stack where the function is now, innermost first
 */
public record StuckFunction(
    String function, String key, Instant since, Thread writer, List<StackTraceElement> stack) {

  /** Copies what may change. */
  public StuckFunction {
    stack = List.copyOf(stack);
  }

  /** Function, key and time, as a part of a sentence. */
  @Override
  public String toString() {
    return function + (key.isEmpty() ? "" : " at key " + key) + ", running since " + since;
  }
}
