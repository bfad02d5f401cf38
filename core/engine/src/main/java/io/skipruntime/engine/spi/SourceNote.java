package io.skipruntime.engine.spi;

import io.skipruntime.SourceStatus;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * The part of a commit in an order that is about external sources. One process at a time reads
 * them, for a term: the tick of the {@link Begun} with which it began. What a reader of an earlier
 * term says does not count any more.
 */
public sealed interface SourceNote {

  /** A process begins to read the sources, at the positions that the order has. */
  record Begun() implements SourceNote {}

  /**
   * A delivery, whose entries are the changes of the commit.
   *
   * @param term the term of the reader
   * @param positions up to where the external services have delivered with it
   */
  record Delivered(long term, Map<StreamId, Json> positions) implements SourceNote {

    /** Copies what may change. */
    public Delivered {
      positions = Map.copyOf(positions);
    }
  }

  /**
   * A message of the reader about the sources.
   *
   * @param term the term of the reader
   * @param statuses how sources are doing, those whose status is another one now
   * @param released the sources that no process has asked for any more for some time: their data is
   *     given up
   */
  record Told(
      long term,
      Map<CollectionId.External, SourceStatus> statuses,
      List<CollectionId.External> released)
      implements SourceNote {

    /** Copies what may change. */
    public Told {
      statuses = Map.copyOf(statuses);
      released = List.copyOf(released);
    }
  }

  /**
   * A process needs some sources, so that the reader is to read them.
   *
   * @param sources the sources; said again from time to time, as long as they are needed
   */
  record Wanted(List<CollectionId.External> sources) implements SourceNote {

    /** Copies what may change. */
    public Wanted {
      sources = List.copyOf(sources);
    }
  }
}
