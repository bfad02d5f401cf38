package io.skipruntime.kafka;

/** What a record makes of its key. */
sealed interface Outcome {

  /** The key is gone. */
  Outcome GONE = new Gone();

  /** The key has a value, of the type that the resource is used with. */
  record Present(Object value) implements Outcome {}

  /** The key is gone. */
  record Gone() implements Outcome {}

  /** The key has no usable value, for a reason. */
  record Unusable(String why) implements Outcome {}
}
