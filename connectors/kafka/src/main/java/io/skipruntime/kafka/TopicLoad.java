package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.SourceException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The reading of a topic from its earliest records on, up to where it ended when that was begun: it
 * becomes one delivery, which replaces what the service has. For one thread.
 *
 * <ul>
 *   <li>The rows of a table go into the delivery when nothing is likely to replace them, see {@link
 *       LatestRecords}. Of a log, most records fall out of bounds before the end, so {@code last}
 *       has those that have not.
 * </ul>
 */
final class TopicLoad {

  /** The most memory that rows need which may be replaced, unless the heap is small. */
  private static final long MAX_LATEST_BYTES = 64 << 20;

  private static final int HEAP_SHARE = 16;
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final TopicState state;
  private final TopicContents contents;
  private final long estimate;
  private final Delivery delivery;
  private final Changes.Direct direct;
  private final Changes.Held last = Changes.Held.ofAll();
  private final Optional<LatestRecords> latest;
  private long read;
  private long reportedNanos = System.nanoTime();

  /**
   * A load of which nothing is read.
   *
   * @param contents what the records lead to
   * @param estimate how many records there are, or a few less
   */
  TopicLoad(TopicState state, TopicContents contents, long estimate) {
    this.state = state;
    this.contents = contents;
    this.estimate = estimate;
    this.delivery = state.to().begin();
    this.direct = new Changes.Direct(state.to(), delivery);
    this.latest =
        contents instanceof TableContents table
            ? Optional.of(new LatestRecords(table, direct, maxLatestBytes()))
            : Optional.empty();
    delivery.replace(state.to());
    state.to().report(new SourceStatus.Progress(0, estimate));
  }

  TopicContents contents() {
    return contents;
  }

  /** How much memory records may need that wait for later ones of their keys. */
  static long maxLatestBytes() {
    return Math.min(MAX_LATEST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** Takes the next record of its partition, as {@link TopicContents#take} does. */
  void take(ConsumerRecord<byte[], byte[]> next) throws SourceException, RereadException {
    if (latest.isPresent()) {
      latest.get().take(next);
    } else {
      contents.take(next, last);
    }
  }

  /** Notes that records were read. */
  void progress(int count) {
    contents.trim(last);
    read += count;
    if (count > 0 && System.nanoTime() - reportedNanos > REPORT_NANOS) {
      reportedNanos = System.nanoTime();
      state.to().report(new SourceStatus.Progress(read, Math.max(estimate, read)));
    }
  }

  /** The delivery of all that was read. */
  Delivery complete() throws SourceException {
    if (latest.isPresent()) {
      latest.get().decode();
    }
    last.copyTo(direct);
    return delivery;
  }

  /** The keys that have no usable value, and why. */
  Map<Object, Outcome.Unusable> unusable() {
    return direct.unusable();
  }
}
