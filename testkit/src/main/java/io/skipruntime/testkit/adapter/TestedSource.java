package io.skipruntime.testkit.adapter;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.Set;

/**
 * A resource of a real system that a test of the kit writes to, and the adapter that reads it. Keys
 * are texts, and each has a number. For one thread.
 */
public interface TestedSource {

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

  /** What adapter and system can do. */
  default Set<Ability> abilities() {
    return Set.of();
  }

  /** Makes the system unreachable; of those with {@link Ability#OUTAGE}. */
  default void interrupt() throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Makes the system reachable again, with what it had; of those with {@link Ability#OUTAGE}. */
  default void restore() throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Replaces all that the system has; of those with {@link Ability#REPLACE}. */
  default void replace(Map<String, Long> contents) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Gives a key a value that is no number; of those with {@link Ability#REFUSE}. */
  default void putUnusable(String key) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Whether a thread is one of the adapter's, none of which stays when it is shut down. */
  default boolean isOwn(Thread thread) {
    return thread.getName().startsWith("skip-");
  }

  /** Removes the resource from the system. */
  void remove() throws Exception;
}
