package io.skipruntime.engine.spi;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that happened to a service and cannot be computed. Immutable. */
public sealed interface JournalRecord {

  /** Milliseconds since 1970 at which it happened; never less than those of a record before. */
  long millis();

  /**
   * New entries of a collection.
   *
   * @param collection which one
   * @param replaces whether they are all that the collection has now; else they are the keys that
   *     changed
   * @param blocks the entries; of a key that is gone there are no values. May be gone through
   *     several times
   */
  record Change(CollectionId collection, boolean replaces, Iterable<EntryBlock> blocks) {}

  /**
   * A transaction that made a tick, also one that changed nothing.
   *
   * @param tick one more than that of the commit before
   * @param millis see {@link #millis}
   * @param isRebuilt whether it replaced the code of the service; such a record is never replayed
   * @param changes what was written and delivered, at most one of each collection; computed
   *     contents are no part of it
   * @param positions up to where external services have delivered with it
   * @param changedEntries how many keys of all collections, computed ones included, have other
   *     values: what is compared when the record is replayed
   * @param answer the answer to the command that wrote the changes, if it was asked for under a
   *     key: so both survive, or neither
   */
  record Committed(
      long tick,
      long millis,
      boolean isRebuilt,
      List<Change> changes,
      Map<StreamId, Json> positions,
      long changedEntries,
      Optional<RememberedAnswer> answer)
      implements JournalRecord {

    /** A transaction that no command was asked for under a key. */
    public Committed(
        long tick,
        long millis,
        boolean isRebuilt,
        List<Change> changes,
        Map<StreamId, Json> positions,
        long changedEntries) {
      this(tick, millis, isRebuilt, changes, positions, changedEntries, Optional.empty());
    }

    /** Copies what may change. */
    public Committed {
      changes = List.copyOf(changes);
      positions = Map.copyOf(positions);
    }
  }

  /**
   * A note of what came into use, or advanced, without a tick: external data that the first
   * function asked for, external data that is no longer mirrored, and positions up to which nothing
   * has changed.
   *
   * @param millis see {@link #millis}
   * @param changes the external data, as in {@link Committed}
   * @param released the external collections that are not mirrored any more: forget their data
   * @param positions as in {@link Committed}
   */
  record Noted(
      long millis,
      List<Change> changes,
      List<CollectionId.External> released,
      Map<StreamId, Json> positions)
      implements JournalRecord {

    /** Copies what may change. */
    public Noted {
      changes = List.copyOf(changes);
      released = List.copyOf(released);
      positions = Map.copyOf(positions);
    }
  }

  /**
   * An instance was opened under an identifier.
   *
   * @param millis see {@link #millis}
   * @param identifier for example a stream's UUID: what gives access to the instance, so keep it
   *     from other people's eyes
   * @param resource name of the resource
   * @param params its parameters, with the principal if the resource has one
   * @param untilMillis when the lease is over, in milliseconds since 1970; {@link Long#MAX_VALUE}
   *     for never
   * @param history what the ids of its events vouch for, to be given back as it is; empty if
   *     nothing
   */
  record LeaseOpened(
      long millis,
      String identifier,
      String resource,
      Json params,
      long untilMillis,
      String history)
      implements JournalRecord {

    /** A lease that is never over, and whose events of before do not count. */
    public LeaseOpened(long millis, String identifier, String resource, Json params) {
      this(millis, identifier, resource, params, Long.MAX_VALUE, "");
    }
  }

  /**
   * The end of what was opened under an identifier.
   *
   * @param millis see {@link #millis}
   * @param identifier the identifier
   */
  record LeaseClosed(long millis, String identifier) implements JournalRecord {}

  /**
   * A command that was asked for under a key refused, and nothing was written.
   *
   * @param millis see {@link #millis}
   * @param answer the refusal
   */
  record Refused(long millis, RememberedAnswer answer) implements JournalRecord {}
}
