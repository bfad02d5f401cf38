package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.SourceStatus;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The reading of a topic from its earliest records on, up to where it ended when that was begun: it
 * becomes one delivery, which replaces what the service has. For one thread.
 *
 * <ul>
 *   <li>The rows of a table go into the delivery at once. Of a log, most records fall out of bounds
 *       before the end, so {@code last} has those that have not.
 * </ul>
 */
final class TopicLoad {

  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final TopicFeed feed;
  private final TopicContents contents;
  private final long estimate;
  private final Delivery delivery;
  private final Changes.Direct direct;
  private final Changes.Held last = Changes.Held.ofAll();
  private long read;
  private long reportedNanos = System.nanoTime();

  /**
   * A load of which nothing is read.
   *
   * @param contents what the records lead to
   * @param estimate how many records there are, or a few less
   */
  TopicLoad(TopicFeed feed, TopicContents contents, long estimate) {
    this.feed = feed;
    this.contents = contents;
    this.estimate = estimate;
    this.delivery = feed.to().begin();
    this.direct = new Changes.Direct(feed.to(), delivery);
    delivery.replace(feed.to());
    feed.to().report(new SourceStatus.Progress(0, estimate));
  }

  TopicContents contents() {
    return contents;
  }

  /** Where the changes of records go. */
  Changes changes() {
    return contents instanceof LogContents ? last : direct;
  }

  /** Notes that records were read. */
  void progress(int count) {
    read += count;
    if (count > 0 && System.nanoTime() - reportedNanos > REPORT_NANOS) {
      reportedNanos = System.nanoTime();
      feed.to().report(new SourceStatus.Progress(read, Math.max(estimate, read)));
    }
  }

  /** The delivery of all that was read. */
  Delivery complete() {
    last.copyTo(direct);
    return delivery;
  }

  /** The keys that have no usable value, and why. */
  Map<Object, Outcome.Unusable> unusable() {
    return direct.unusable();
  }
}
