package io.skipruntime.engine.async;

import io.skipruntime.AsyncResource;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that a result is wanted for.
 *
 * @param digest the digest of the value
 * @param value the value
 */
public record Argument(String digest, Object value) {

  /** The arguments for the values of a key, in their order. */
  public static List<Argument> of(List<?> values) {
    List<Argument> arguments = new ArrayList<>(values.size());
    for (Object value : values) {
      arguments.add(new Argument(AsyncResource.digestOf(value), value));
    }
    return arguments;
  }
}
