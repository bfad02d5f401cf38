package io.skipruntime.engine.concurrency;

import io.skipruntime.engine.concurrency.History.Counts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a client saw of a view.
 *
 * @param view the view
 * @param from the earliest version that it can have been
 * @param to the latest
 * @param contents all there was, or nothing if the view failed
 */
record Observation(View view, long from, long to, Optional<Map<Long, Long>> contents)
    implements Claim {

  @Override
  public boolean holds(History history) {
    return LongStream.rangeClosed(from, to)
        .anyMatch(tick -> view.allows(contents, history.at(tick)));
  }

  /** What a client saw of one key, likewise. */
  record OfKey(View view, long from, long to, long key, List<Long> values) implements Claim {
    @Override
    public boolean holds(History history) {
      return LongStream.rangeClosed(from, to).anyMatch(tick -> agrees(history.at(tick)));
    }

    private boolean agrees(Counts counts) {
      return view.contents().apply(counts).stream()
          .anyMatch(each ->
              each.map(all -> all.containsKey(key) ? List.of(all.get(key)) : List.of())
                  .equals(Optional.of(values)));
    }
  }

  /**
   * An update of a view by an event.
   *
   * @param view the view
   * @param tick the event's
   * @param contents what the client had after it
   */
  record Updated(View view, long tick, Map<Long, Long> contents) implements Claim {

    /** The update shows the commit of its tick, and that commit changed something. */
    @Override
    public boolean holds(History history) {
      return view.allows(Optional.of(contents), history.at(tick))
          && !view.allows(Optional.of(contents), history.at(tick - 1));
    }
  }
}
