package io.skipruntime.testkit.adapter;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import java.util.Map;

/**
 * A target in a real system, and the sink that writes to it. Keys are texts, and each has a number.
 * For one thread.
 */
public interface TestedSink extends TestedSystem {

  /** The sink of the target; for each service another object, or the same. */
  Sink sink() throws Exception;

  /** What the target has at present, as a reader of it finds it. */
  Map<String, Long> contents() throws Exception;

  /** Gives a key a number at the target, past the sink. */
  void putByHand(String key, long number) throws Exception;

  /** An entry that the target refuses, whenever; of those with {@link Ability#REFUSE}. */
  default Entry<String, Long> refused() throws Exception {
    throw new UnsupportedOperationException();
  }
}
