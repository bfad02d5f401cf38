package io.skipruntime.testkit.adapter;

/**
 * An ability of an adapter, or of the system it is tested with, that not all have. A test of the
 * kit that needs one is skipped, with its name, where it is missing.
 */
public enum Ability {
  /** A test can make the system unreachable, and reachable again. */
  OUTAGE,
  /** A source keeps the position with the data, and reads only what is new after a restart. */
  RESUME,
  /** A test can replace all that a source has at once. */
  REPLACE,
  /** The system can hold an entry that the adapter cannot use, or can be given one it refuses. */
  REFUSE,
  /**
   * A target keeps the position with the data, so that it is given each state once, and one process
   * at a time can write to it.
   */
  POSITION
}
