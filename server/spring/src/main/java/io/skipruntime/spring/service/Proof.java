package io.skipruntime.spring.service;

/**
 * A proof of who sends a request, such as a session or a token, which may end before a stream that
 * answers the request. Thread-safe. Proofs that are equal hold at the same times.
 */
public interface Proof {

  /** Whether it proves that still. May block. */
  boolean holds();
}
