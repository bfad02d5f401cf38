package io.skipruntime.engine.spi;

import io.skipruntime.AsyncFunction;

/**
 * A call of an async function: what is to be called for which value. Immutable.
 *
 * @param name the name of the function
 * @param function the function
 * @param key the key of the entry
 * @param argument the digest of the value, as {@code AsyncResource} makes it
 * @param value the value
 */
public record AsyncCall(
    String name,
    AsyncFunction<Object, Object, Object> function,
    Object key,
    String argument,
    Object value) {

  /** Calls the author's function, on this thread. */
  public Object make() throws Exception {
    return function.call(key, value);
  }
}
