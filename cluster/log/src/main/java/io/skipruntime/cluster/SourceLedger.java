package io.skipruntime.cluster;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.SourceNote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The external sources of a cluster, as its log says up to a place. Immutable.
 *
 * @param term the term of the node that reads them; 0 if none has
 * @param sources the sources that are to be read
 */
record SourceLedger(long term, Map<CollectionId.External, Known> sources) {

  /** The ledger of a log that says nothing of sources. */
  static final SourceLedger EMPTY = new SourceLedger(0, Map.of());

  /**
   * A source that is to be read.
   *
   * @param wantedMillis when a node has said last that it needs the source, in milliseconds since
   *     1970
   * @param status what the node has told last that reads it; empty if nothing was told
   */
  record Known(long wantedMillis, Optional<SourceStatus> status) {

    boolean hasFailed() {
      return status.filter(told -> told.state() == SourceStatus.State.FAILED).isPresent();
    }

    /** A failure does not count any more when a node needs the source after it. */
    Known wantedAgain(long millis) {
      return new Known(Math.max(wantedMillis, millis), hasFailed() ? Optional.empty() : status);
    }
  }

  /** Copies what may change. */
  SourceLedger {
    sources = Map.copyOf(sources);
  }

  /** Whether a note counts: it is of the node that reads now, or of any node. */
  boolean accepts(SourceNote note) {
    return switch (note) {
      case SourceNote.Delivered delivered -> delivered.term() == term;
      case SourceNote.Told told -> told.term() == term;
      case SourceNote.Begun begun -> true;
      case SourceNote.Wanted wanted -> true;
    };
  }

  /**
   * The ledger after a note that counts.
   *
   * @param place the place of its record
   * @param millis the time of its record
   */
  SourceLedger after(SourceNote note, long place, long millis) {
    return switch (note) {
      case SourceNote.Delivered delivered -> this;
      case SourceNote.Begun begun -> new SourceLedger(place, sources);
      case SourceNote.Wanted wanted -> {
        Map<CollectionId.External, Known> changed = new HashMap<>(sources);
        wanted
            .sources()
            .forEach(each ->
                changed.merge(
                    each,
                    new Known(millis, Optional.empty()),
                    (known, first) -> known.wantedAgain(millis)));
        yield new SourceLedger(term, changed);
      }
      case SourceNote.Told told -> {
        Map<CollectionId.External, Known> changed = new HashMap<>(sources);
        told.statuses()
            .forEach((id, status) ->
                changed.computeIfPresent(
                    id, (same, known) -> new Known(known.wantedMillis(), Optional.of(status))));
        told.released().forEach(changed::remove);
        yield new SourceLedger(term, changed);
      }
    };
  }

  /** The sources of which nothing was told since a node has asked for them. */
  Set<CollectionId.External> asked() {
    Set<CollectionId.External> asked = new HashSet<>(sources.keySet());
    asked.removeAll(statuses().keySet());
    return asked;
  }

  /** What was told of the sources. */
  Map<CollectionId.External, SourceStatus> statuses() {
    Map<CollectionId.External, SourceStatus> statuses = new HashMap<>();
    sources.forEach((id, known) -> known.status().ifPresent(status -> statuses.put(id, status)));
    return statuses;
  }
}
