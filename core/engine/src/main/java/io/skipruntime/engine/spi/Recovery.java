package io.skipruntime.engine.spi;

import java.util.Iterator;

/**
 * The recovery that a journal makes possible: a state, and records after it that are to be carried
 * out again.
 *
 * <p>The engine builds the service of {@link #origin} and then carries out each record of {@link
 * #replay} as a transaction of its own, with its own tick. If the service cannot be built, or a
 * record cannot be carried out or does not give what it gave, the engine begins again with {@link
 * #fold}. External sources are not asked for anything before {@link Journal#ready}: their data
 * comes from the state and the records.
 */
public interface Recovery {

  /** The state to begin with. */
  Origin origin();

  /** The records after the origin's tick, in order; their keys and values are JSON. */
  Iterator<JournalRecord> replay();

  /**
   * Another way to the same contents, without records to carry out.
   *
   * @param reason why this one did not work
   * @return its {@link #replay} is empty, and its origin has a new epoch unless no client can have
   *     seen more than it has; this recovery itself if there is no other way
   */
  Recovery fold(Throwable reason);
}
