package io.skipruntime.engine.spi;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;

/**
 * A call of an async function: what is to be called for which value. Immutable.
 *
 * @param options the options of the function
 * @param function the function
 * @param key the key of the entry
 * @param argument the digest of the value, as {@code AsyncResource} makes it
 * @param value the value
 */
public record AsyncCall(
    AsyncOptions<?> options,
    AsyncFunction<Object, Object, Object> function,
    Object key,
    String argument,
    Object value) {

  /** The name of the function. */
  public String name() {
    return options.name();
  }

  /** Calls the author's function, on this thread. */
  public Object make() throws Exception {
    return function.call(key, value);
  }
}
