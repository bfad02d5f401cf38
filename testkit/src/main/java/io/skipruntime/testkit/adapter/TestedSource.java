package io.skipruntime.testkit.adapter;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.util.Map;

/**
 * A resource of a real system that a test of the kit writes to, and the adapter that reads it. Keys
 * are texts, and each has a number. For one thread.
 */
public interface TestedSource extends TestedSystem {

  /** A new adapter, which the kit shuts down. */
  ExternalService connect() throws Exception;

  /** The resource, with the types that it is used with; keys are texts. */
  ExternalResource<?, ?> resource();

  /** Gives a key a number at the system. Returns when the system has it. */
  void put(String key, long number) throws Exception;

  /** Deletes a key that the system has. Returns when it is gone. */
  void delete(String key) throws Exception;

  /** The number of a value of the resource. */
  default long number(Json value) {
    return value.asLong();
  }

  /** Replaces all that the system has; of those with {@link Ability#REPLACE}. */
  default void replace(Map<String, Long> contents) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Gives a key a value that is no number; of those with {@link Ability#REFUSE}. */
  default void putUnusable(String key) throws Exception {
    throw new UnsupportedOperationException();
  }
}
