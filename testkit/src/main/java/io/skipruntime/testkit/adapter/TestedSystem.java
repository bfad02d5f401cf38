package io.skipruntime.testkit.adapter;

import java.util.Set;

/** A part of a real system, with which the kit tests what reads it or writes to it. */
public interface TestedSystem {

  /** What the system, and what is tested with it, can do. */
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

  /** Whether a thread belongs to what is tested, of which none stays when that has ended. */
  default boolean isOwn(Thread thread) {
    return thread.getName().startsWith("skip-");
  }

  /** Removes the part from the system. */
  void remove() throws Exception;
}
