package io.skipruntime.engine.concurrency;

/** Something that a client saw, to be checked when it is known what all writers did. */
interface Claim {

  /** Whether it agrees with what was written. */
  boolean holds(History history);
}
