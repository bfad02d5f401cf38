package io.skipruntime.testkit.comparison;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.News;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.ContentsText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client of a stream: folds what it is sent into what it has, and checks each update.
 *
 * <ul>
 *   <li>The first update, and the first after a failure, is the whole contents. Others have at
 *       least one key.
 *   <li>The keys of an update ascend, and so do the ticks of updates in one epoch.
 *   <li>One that is {@code eager} looks whenever it is woken, and never before.
 *   <li>{@code isCurrent}: it has seen the contents of the commit before, so that an update has
 *       only what differs from them.
 * </ul>
 */
final class Subscriber {

  private final Map<Object, List<Object>> folded = new TreeMap<>(CanonicalOrder.INSTANCE);
  private @Nullable Watermark seen;
  private @Nullable ComparedSubscription subscription;
  private String stream = "";
  private boolean eager;
  private boolean hasContents;
  private boolean isCurrent;
  private boolean toldOfFailure;

  /**
   * Subscribes to a stream; resumes, if it is the one of the last subscription.
   *
   * @param eagerly whether to look whenever there is something new, or only when told
   */
  void subscribe(ComparedService service, String toStream, boolean eagerly) {
    Optional<Watermark> last =
        toStream.equals(stream) ? Optional.ofNullable(seen) : Optional.empty();
    if (last.isEmpty()) {
      forget();
      seen = null;
    }
    stream = toStream;
    eager = eagerly;
    isCurrent = false;
    toldOfFailure = false;
    subscription = service.subscribe(toStream, last);
  }

  /** Subscribes to the stream of the last subscription, as then, and goes on from what it saw. */
  void subscribeAgain(ComparedService service) {
    subscribe(service, stream, eager);
  }

  private void forget() {
    folded.clear();
    hasContents = false;
    isCurrent = false;
  }

  /** Whether there is a subscription now. */
  boolean isSubscribed() {
    return subscription != null;
  }

  /** The stream of the last subscription. */
  String stream() {
    return stream;
  }

  /** Ends the subscription, if there is one. */
  void unsubscribe() {
    ComparedSubscription current = subscription;
    if (current != null) {
      current.close();
      subscription = null;
    }
  }

  /** Is told that the service has gone, and the subscription with it. */
  void loseConnection() {
    subscription = null;
  }

  /** Is told that there were several commits since it could look. */
  void missACommit() {
    isCurrent = false;
  }

  /** Looks if there is a reason to, and checks that this gives {@code expected}. */
  void afterStep(boolean isFailed, Map<Object, List<Object>> expected) {
    ComparedSubscription current = subscription;
    if (current == null) {
      return;
    }
    if (!eager) {
      isCurrent &= !isFailed && hasContents && isFolded(expected);
      return;
    }
    boolean looks = isFailed;
    boolean looked = false;
    while (current.isWoken(isDue(isFailed, expected)) || looks) {
      take(current.news(), isFailed);
      looks = false;
      looked = true;
    }
    require(isFailed, expected, looked ? "after an update" : "without being woken");
  }

  private boolean isDue(boolean isFailed, Map<Object, List<Object>> expected) {
    return isFailed ? !toldOfFailure : !hasContents || !isFolded(expected);
  }

  /** Looks, and checks that what was folded is {@code expected}, or nothing came if it failed. */
  void poll(boolean isFailed, Map<Object, List<Object>> expected) {
    ComparedSubscription current = subscription;
    if (current != null) {
      take(current.news(), isFailed);
      require(isFailed, expected, "after a poll");
    }
  }

  /** Checks that what is left of a stream that was closed leads to what it had; leaves it. */
  void end(boolean isFailed, Map<Object, List<Object>> expected) {
    ComparedSubscription current = subscription;
    if (current == null) {
      return;
    }
    for (News<Object, Object> news : current.rest()) {
      take(news, isFailed);
    }
    if (!isFailed) {
      require(false, expected, "at its end");
    }
    unsubscribe();
  }

  private void take(News<Object, Object> news, boolean isFailed) {
    switch (news) {
      case News.Nothing<Object, Object> nothing -> {}
      case News.Ended<Object, Object> end ->
          throw new Difference("the stream " + stream + " ends, though it is open");
      case News.Failed<Object, Object> failed -> {
        forget();
        toldOfFailure = true;
      }
      case News.Changes<Object, Object> changes -> {
        if (isFailed) {
          throw new Difference("a failed instance sends an update");
        }
        take(changes.update());
      }
    }
  }

  private void require(boolean isFailed, Map<Object, List<Object>> expected, String when) {
    if (isFailed) {
      if (!toldOfFailure) {
        throw new Difference("a stream is not told that its instance failed");
      }
      return;
    }
    if (toldOfFailure) {
      throw new Difference("a stream is told of a failure that there is not");
    }
    if (!hasContents || !isFolded(expected)) {
      throw new Difference(
          "the folded stream "
              + stream
              + " "
              + when
              + (hasContents ? " is\n  " + ContentsText.of(folded) : " has no contents")
              + "\nit has to be\n  "
              + ContentsText.of(expected));
    }
    isCurrent = true;
  }

  /**
   * Whether the stream has what is expected, as JSON: a reload may make another type of a value.
   */
  private boolean isFolded(Map<Object, List<Object>> expected) {
    return jsonOf(folded).equals(jsonOf(expected));
  }

  private static String jsonOf(Map<Object, List<Object>> contents) {
    StringBuilder text = new StringBuilder();
    contents.forEach((key, values) -> text.append(Json.from(key)).append(Json.from(values)));
    return text.toString();
  }

  private void take(CollectionUpdate<Object, Object> update) {
    Watermark before = seen;
    Watermark now = update.watermark();
    if (before != null && now.epoch().equals(before.epoch()) && now.tick() <= before.tick()) {
      throw new Difference("the id " + now + " follows " + before);
    }
    if (before != null && !now.epoch().equals(before.epoch()) && !update.isInitial()) {
      throw new Difference("an update of " + now + " goes on from " + before);
    }
    seen = now;
    if (update.isInitial()) {
      forget();
      hasContents = true;
      toldOfFailure = false;
    } else if (!hasContents) {
      throw new Difference("an update comes before the contents");
    } else if (update.values().isEmpty()) {
      throw new Difference("an update of nothing");
    }
    requireAscending(update.values());
    for (Entry<Object, Object> entry : update.values()) {
      fold(entry, update.isInitial());
    }
  }

  /** Fails unless the keys of entries are in canonical order, each once. */
  static void requireAscending(List<? extends Entry<?, ?>> entries) {
    Object last = null;
    for (Entry<?, ?> entry : entries) {
      if (last != null && CanonicalOrder.INSTANCE.compare(last, entry.key()) >= 0) {
        throw new Difference("keys out of order: " + last + ", " + entry.key());
      }
      last = entry.key();
    }
  }

  private void fold(Entry<Object, Object> entry, boolean isInitial) {
    List<Object> before =
        entry.values().isEmpty()
            ? folded.remove(entry.key())
            : folded.put(entry.key(), entry.values());
    boolean isSame = CanonicalValue.areSame(entry.values(), before == null ? List.of() : before);
    if (isSame && (isInitial || isCurrent)) {
      throw new Difference("an update says again what the subscriber had: " + entry);
    }
  }
}
