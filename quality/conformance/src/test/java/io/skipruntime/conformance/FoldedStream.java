package io.skipruntime.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a subscriber has: the fold of the events it was sent. {@code init} replaces everything,
 * {@code update} sets each key, {@code []} removes it.
 *
 * <ul>
 *   <li>The first event is {@code init}; its keys ascend and have values.
 *   <li>The keys of an {@code update} ascend, there is at least one, and each differs from what the
 *       subscriber had.
 *   <li>Ticks ascend.
 *   <li>After an {@code error}, which leaves the subscriber without contents, comes an {@code init}
 *       or another {@code error}.
 * </ul>
 *
 * <p>An event that breaks one of these is an {@link AssertionError}.
 */
public final class FoldedStream {

  private static final JsonArray GONE = Json.array();

  private final Subscriber subscriber;
  private final TreeMap<Json, Json> contents = new TreeMap<>();
  private boolean hasContents;
  private long tick = -1;

  /** The stream of a subscriber that has been given nothing yet. */
  public FoldedStream(Subscriber subscriber) {
    this.subscriber = subscriber;
  }

  /** What the subscriber has now, as entries; none if it was told that there is nothing. */
  public Optional<JsonArray> contents() {
    return hasContents ? Optional.of(entries()) : Optional.empty();
  }

  private JsonArray entries() {
    return Json.array(
        contents.entrySet().stream()
            .map(each -> Json.array(each.getKey(), each.getValue()))
            .toList());
  }

  /** Waits for one event, for the subscriber is due one; folds it and all others that are there. */
  public void foldDue() {
    fold(subscriber.await());
    foldArrived();
  }

  /** Folds the events that are there. */
  public void foldArrived() {
    for (var event = subscriber.poll(); event.isPresent(); event = subscriber.poll()) {
      fold(event.get());
    }
  }

  /** Folds the last events of a stream that was closed. */
  public void foldRest() {
    subscriber.rest().forEach(this::fold);
  }

  /** Has the subscriber leave. */
  public void leave() {
    subscriber.leave();
  }

  private void fold(StreamEvent event) {
    switch (event) {
      case StreamEvent.Contents update -> fold(update);
      case StreamEvent.Failure any -> hasContents = false;
    }
  }

  private void fold(StreamEvent.Contents event) {
    assertThat(event.tick()).as("tick of %s", event).isGreaterThan(tick);
    tick = event.tick();
    List<Json> keys = event.entries().elements().stream().map(FoldedStream::keyOf).toList();
    assertThat(keys).as("keys of %s", event).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(keys).as("keys of %s", event).doesNotHaveDuplicates();
    if (event.isInitial()) {
      contents.clear();
      hasContents = true;
    } else {
      assertThat(hasContents).as("an init comes before %s", event).isTrue();
      assertThat(keys).as("keys of an update").isNotEmpty();
    }
    event.entries().elements().forEach(entry -> set(entry, event));
  }

  private void set(Json entry, StreamEvent.Contents event) {
    Json key = keyOf(entry);
    Json values = entry.asArray().get(1);
    assertThat(values)
        .as("new values of %s in %s", key, event)
        .isNotEqualTo(contents.getOrDefault(key, GONE));
    if (values.equals(GONE)) {
      contents.remove(key);
    } else {
      contents.put(key, values);
    }
  }

  private static Json keyOf(Json entry) {
    return entry.asArray().get(0);
  }
}
