package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.News;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.CanonicalOrder;
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
 *   <li>One that is {@code eager} polls whenever it is woken, and never before.
 *   <li>{@code isCurrent}: it has seen the contents of the commit before.
 * </ul>
 */
public final class Subscriber {

  private final Map<Object, List<Object>> folded = new TreeMap<>(CanonicalOrder.INSTANCE);
  private @Nullable Watermark seen;
  private @Nullable Subscription subscription;
  private int stream;
  private boolean eager;
  private boolean isCurrent;
  private boolean toldOfFailure;
  private volatile boolean woken;

  /**
   * Subscribes to a stream; resumes, if it is the one of the last subscription.
   *
   * @param eagerly whether to poll whenever there is something new, or only when told
   */
  public void subscribe(ServiceInstance service, int toStream, boolean eagerly) {
    boolean resumes = toStream == stream;
    stream = toStream;
    eager = eagerly;
    isCurrent = false;
    toldOfFailure = false;
    Optional<Watermark> last = resumes ? Optional.ofNullable(seen) : Optional.empty();
    if (last.isEmpty()) {
      seen = null;
    }
    subscription = service.subscribe(String.valueOf(toStream), last, () -> woken = true);
    woken = true;
  }

  /** Whether there is a subscription now. */
  public boolean isSubscribed() {
    return subscription != null;
  }

  /** The stream of the last subscription. */
  public int stream() {
    return stream;
  }

  /** Ends the subscription, if there is one. */
  public void unsubscribe() {
    Subscription current = subscription;
    if (current != null) {
      current.close();
      subscription = null;
    }
  }

  /** Is told that there were several commits since it could poll. */
  public void missACommit() {
    isCurrent = false;
  }

  /** Polls if there is a reason to, and checks that this gives {@code expected}. */
  public void afterStep(boolean isFailed, Map<Object, List<Object>> expected) {
    if (!eager) {
      isCurrent &= folded.equals(expected);
      return;
    }
    if (woken || isFailed) {
      poll(isFailed, expected);
    } else {
      requireFolded(expected, "without being woken");
    }
  }

  /** Polls, and checks that what was folded is {@code expected}, or nothing came if it failed. */
  public void poll(boolean isFailed, Map<Object, List<Object>> expected) {
    Subscription current = subscription;
    if (current == null) {
      return;
    }
    woken = false;
    News<Object, Object> news = current.news();
    checkFailure(isFailed, news);
    if (isFailed) {
      return;
    }
    if (news instanceof News.Changes<Object, Object> changes) {
      take(changes.update());
      requireFolded(expected, "after an update");
    } else {
      requireFolded(expected, "after an empty poll");
    }
    isCurrent = true;
  }

  private void checkFailure(boolean isFailed, News<Object, Object> news) {
    if (news instanceof News.Failed) {
      if (!isFailed) {
        throw new Difference("a stream is told of a failure that there is not");
      }
      toldOfFailure = true;
    }
    if (isFailed && !toldOfFailure) {
      throw new Difference("a stream is not told that its instance failed");
    }
    if (isFailed && news instanceof News.Changes) {
      throw new Difference("a failed instance sends an update");
    }
    if (!isFailed && toldOfFailure) {
      toldOfFailure = false;
      isCurrent = false;
      folded.clear();
    }
  }

  private void requireFolded(Map<Object, List<Object>> expected, String when) {
    if (!ContentsText.of(folded).equals(ContentsText.of(expected))) {
      throw new Difference(
          "the folded stream "
              + stream
              + " "
              + when
              + " is\n  "
              + ContentsText.of(folded)
              + "\nfrom scratch it is\n  "
              + ContentsText.of(expected));
    }
  }

  private void take(CollectionUpdate<Object, Object> update) {
    Watermark before = seen;
    if (before != null && update.watermark().tick() <= before.tick()) {
      throw new Difference("the id " + update.watermark() + " follows " + before);
    }
    seen = update.watermark();
    if (update.isInitial()) {
      folded.clear();
    } else if (update.values().isEmpty()) {
      throw new Difference("an update of nothing");
    }
    Object last = null;
    for (Entry<Object, Object> entry : update.values()) {
      if (last != null && CanonicalOrder.INSTANCE.compare(last, entry.key()) >= 0) {
        throw new Difference("keys out of order: " + last + ", " + entry.key());
      }
      last = entry.key();
      fold(entry, update.isInitial());
    }
  }

  private void fold(Entry<Object, Object> entry, boolean isInitial) {
    List<Object> before =
        entry.values().isEmpty()
            ? folded.remove(entry.key())
            : folded.put(entry.key(), entry.values());
    boolean isSame = entry.values().equals(before == null ? List.of() : before);
    if (isSame && (isInitial || isCurrent)) {
      throw new Difference("an update says again what the subscriber had: " + entry);
    }
  }
}
