package io.skipruntime.engine.spi;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * All of a service at one tick that cannot be computed, and what its subscribers have seen. What
 * the engine gives has keys and values as the engine has them, immutable; what it takes has JSON.
 *
 * <p>The lists are short; the entries, which may be many, are read block by block while they are
 * asked for. May be used by any thread, by one at a time.
 */
public interface State extends AutoCloseable {

  /** The tick. */
  long tick();

  /** The time of the last commit, in milliseconds since 1970; 0 if there was none. */
  long millis();

  /** The inputs, and the external data that nodes of the graph mirror. */
  List<StoredCollection> collections();

  /** The positions that belong to the external data. */
  Map<StreamId, Json> positions();

  /** The open leases, at least as new as the tick: to open or close one again changes nothing. */
  List<JournalRecord.LeaseOpened> leases();

  /** At which times the service was at which ticks, in order, as far as one can resume from. */
  List<ResumeMark> resumeMarks();

  /** The contents of the open resource instances; empty where they are not to be continued. */
  List<StoredOutput> outputs();

  /**
   * The answers to commands that are remembered, oldest first, those of commits up to the tick
   * alone: what a command wrote is in the state if its answer is.
   */
  default List<RememberedAnswer> answers() {
    return List.of();
  }

  /** Gives up what the state holds. */
  @Override
  void close();
}
