package io.skipruntime.kafka;

import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.kafka.TopicPosition.Mark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The looks at a topic that a session takes from time to time, without waiting for their answers:
 * they tell the status how far the source is behind, and of transactions that hold it up, and that
 * no broker can be reached. For the session's thread.
 *
 * <ul>
 *   <li>{@code held} has the partitions that stand before an open transaction, and since when.
 *   <li>{@code caughtUpNanos} is when nothing was behind at last.
 * </ul>
 */
final class TopicWatch {

  private final TopicFeed feed;
  private final KafkaFailures failures;
  private final long intervalNanos;
  private final Map<Integer, Standing> held = new TreeMap<>();
  private List<String> settingWarnings = List.of();
  private List<String> warnings = List.of();
  private Optional<TopicCheck> check = Optional.empty();
  private Optional<CompletableFuture<TopicCheck.Ends>> look = Optional.empty();
  private long nextNanos;
  private long caughtUpNanos = System.nanoTime();

  /** An offset at which a partition stands, since it was seen there first. */
  private record Standing(long offset, long nanos, Instant since) {}

  TopicWatch(TopicFeed feed, KafkaOptions options, KafkaFailures failures) {
    this.feed = feed;
    this.failures = failures;
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(options.checkMillis());
  }

  /** Begins with the first look. */
  void begin(TopicCheck asked, List<String> ofSettings) {
    check = Optional.of(asked);
    settingWarnings = ofSettings;
    nextNanos = System.nanoTime();
  }

  /** How long it is until there may be something to do, at most. */
  long nanosToNext() {
    return look.isPresent()
        ? TimeUnit.MILLISECONDS.toNanos(20)
        : Math.max(nextNanos - System.nanoTime(), 0);
  }

  /**
   * Looks if it is time to, and takes the answer if there is one.
   *
   * @param marks up to where records were taken
   * @param contents what the records have led to
   * @return what was seen, when an answer has come
   * @throws SourceException if the topic is not there any more
   */
  Optional<TopicCheck.Ends> look(Map<Integer, Mark> marks, TopicContents contents)
      throws SourceException {
    if (look.isEmpty()) {
      if (System.nanoTime() - nextNanos >= 0) {
        look = check.map(TopicCheck::ends);
      }
      return Optional.empty();
    }
    if (!look.get().isDone()) {
      return Optional.empty();
    }
    CompletableFuture<TopicCheck.Ends> answer = look.get();
    look = Optional.empty();
    nextNanos = System.nanoTime() + intervalNanos;
    try {
      TopicCheck.Ends ends = answer.join();
      report(ends, marks);
      warn(ends, contents);
      return Optional.of(ends);
    } catch (CompletionException e) {
      SourceException failure = failures.of(e, feed.resource().topic());
      if (failure.isLasting() || KafkaFailures.isOfMissingTopic(e)) {
        throw failure;
      }
      feed.troubledBy(failure);
      return Optional.empty();
    }
  }

  private void report(TopicCheck.Ends ends, Map<Integer, Mark> marks) {
    long behind = 0;
    for (Map.Entry<Integer, Long> end : ends.latest().entrySet()) {
      Mark mark = marks.get(end.getKey());
      behind += Math.max(end.getValue() - (mark == null ? 0 : mark.offset()), 0);
    }
    long now = System.nanoTime();
    if (behind == 0) {
      caughtUpNanos = now;
    }
    Optional<Duration> age =
        behind == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(now - caughtUpNanos));
    feed.to().report(new SourceStatus.Lag(behind, "records", age));
  }

  private void warn(TopicCheck.Ends ends, TopicContents contents) {
    List<String> all = new ArrayList<>(settingWarnings);
    all.addAll(contents.warnings());
    all.addAll(heldUp(ends));
    if (!all.equals(warnings)) {
      warnings = all;
      feed.to().warn(all);
    }
  }

  /** The partitions that have stood before an open transaction from one look to the next. */
  private List<String> heldUp(TopicCheck.Ends ends) {
    List<String> standing = new ArrayList<>();
    Map<Integer, Long> committed = new HashMap<>(ends.committed());
    committed.forEach((partition, end) -> {
      if (end >= ends.latest().getOrDefault(partition, 0L)) {
        held.remove(partition);
        return;
      }
      Standing before = held.get(partition);
      if (before == null || before.offset() != end) {
        held.put(partition, new Standing(end, System.nanoTime(), Instant.now()));
      } else if (System.nanoTime() - before.nanos() >= intervalNanos) {
        standing.add(
            "partition %d stands at %d behind an open transaction since %s"
                .formatted(partition, end, before.since().truncatedTo(ChronoUnit.SECONDS)));
      }
    });
    return standing;
  }
}
