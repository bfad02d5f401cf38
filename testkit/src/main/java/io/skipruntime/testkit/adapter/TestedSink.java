package io.skipruntime.testkit.adapter;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import java.util.Map;
import java.util.Set;

/**
 * A target in a real system, and the sink that writes to it. Keys are texts, and each has a number.
 * For one thread.
 */
public interface TestedSink {

  /** The sink of the target; for each service another object, or the same. */
  Sink sink() throws Exception;

  /** What the target has at present, as a reader of it finds it. */
  Map<String, Long> contents() throws Exception;

  /** Gives a key a number at the target, past the sink. */
  void putByHand(String key, long number) throws Exception;

  /** What sink and system can do. */
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

  /** An entry that the target refuses, whenever; of those with {@link Ability#REFUSE}. */
  default Entry<String, Long> refused() throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Whether a thread is one of the sink's, none of which stays when its service is closed. */
  default boolean isOwn(Thread thread) {
    return thread.getName().startsWith("skip-");
  }

  /** Removes the target from the system. */
  void remove() throws Exception;
}
