package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.Watermark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The contents of a view, as a subscriber keeps them by what it is sent. For one thread at a time.
 */
final class Fold {

  private final View view;
  private final List<Claim> claims;
  private final Map<Long, Long> contents = new TreeMap<>();
  private Optional<Watermark> seen = Optional.empty();
  private boolean failed;

  /**
   * No contents.
   *
   * @param claims takes what is seen
   */
  Fold(View view, List<Claim> claims) {
    this.view = view;
    this.claims = claims;
  }

  View view() {
    return view;
  }

  /** The last event's. */
  Optional<Watermark> seen() {
    return seen;
  }

  /** The contents now; nothing if the view has failed. */
  Optional<Map<Long, Long>> contents() {
    return failed ? Optional.empty() : Optional.of(contents);
  }

  void fail() {
    failed = true;
  }

  void take(CollectionUpdate<Long, Long> event) {
    long tick = event.watermark().tick();
    long last = seen.map(Watermark::tick).orElse(-1L);
    if (event.isInitial()) {
      assertThat(tick).isGreaterThanOrEqualTo(last);
      contents.clear();
    } else {
      assertThat(failed).as("an update while the view has failed").isFalse();
      assertThat(tick).isGreaterThan(last);
      assertThat(event.values()).isNotEmpty();
    }
    failed = false;
    seen = Optional.of(event.watermark());
    event.values().forEach(this::put);
    Map<Long, Long> now = new TreeMap<>(contents);
    claims.add(
        event.isInitial() || view.resource().equals("shifted")
            ? new Observation(view, tick, tick, Optional.of(now))
            : new Observation.Updated(view, tick, now));
  }

  private void put(Entry<Long, Long> entry) {
    List<Long> values = entry.values();
    assertThat(values).hasSizeLessThan(2);
    if (values.isEmpty()) {
      contents.remove(entry.key());
    } else {
      contents.put(entry.key(), values.getFirst());
    }
  }

  /** The entries of a read, each with its one value. */
  static Map<Long, Long> contentsOf(List<Entry<Long, Long>> entries) {
    Map<Long, Long> contents = new TreeMap<>();
    entries.forEach(entry -> contents.put(entry.key(), entry.values().getFirst()));
    assertThat(new ArrayList<>(contents.keySet()))
        .isEqualTo(entries.stream().map(Entry::key).toList());
    return contents;
  }
}
