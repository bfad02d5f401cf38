package io.skipruntime.server.options;

import java.util.Locale;

/** The place where what {@code createGraph} of a service describes is computed. */
public enum GraphPlace {

  /** This process computes all of it. */
  HERE,

  /**
   * The shards of a cluster compute it, in other processes; this one serves what they publish, and
   * takes writes.
   */
  SHARDS;

  /** How options write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
