package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.TopicPosition.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a topic's feed: it goes on from what the service has, or reads all from the
 * earliest record on and delivers that as one replacement, and then delivers what each poll brings.
 * The next poll is made while the last delivery becomes durable.
 *
 * <ul>
 *   <li>{@code marks} say up to where records were taken.
 *   <li>{@code load} is there until all that the topic had at the beginning has been delivered.
 *   <li>{@code latest} has the records of a table in the poll that is taken, after the load.
 *   <li>{@code underWay} is the last delivery; its end is waited for before the next one.
 *   <li>All but {@link #wakeUp} is for the session's thread.
 * </ul>
 */
final class TopicSession {

  private static final Duration LONGEST_POLL = Duration.ofMillis(500);
  private static final Duration SHORT_POLL = Duration.ofMillis(20);
  private static final Duration ASK_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final long FIRST_RETRY_MILLIS = 100;

  private final TopicState state;
  private final KafkaClients clients;
  private final KafkaFailures failures;
  private final Backoff refusals;
  private final TopicWatch watch;
  private final String name;
  private Map<Integer, Mark> marks = new HashMap<>();
  private Map<Integer, Long> goals = Map.of();
  private Optional<TopicLoad> load = Optional.empty();
  private Optional<LatestRecords> latest = Optional.empty();
  private CompletionStage<Void> underWay = CompletableFuture.completedStage(null);
  private boolean isRefused;
  private long retryNanos;
  private volatile boolean isEnded;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> opened;

  TopicSession(
      TopicState state, KafkaClients clients, KafkaOptions options, KafkaFailures failures) {
    this.state = state;
    this.clients = clients;
    this.failures = failures;
    this.refusals = new Backoff(FIRST_RETRY_MILLIS, options.maxRetryMillis());
    this.watch = new TopicWatch(state, options, failures);
    this.name = state.resource().topic();
  }

  /** Ends the session soon. Called by any thread. */
  void wakeUp() {
    isEnded = true;
    KafkaConsumer<byte[], byte[]> known = opened;
    if (known != null) {
      known.wakeup();
    }
  }

  /**
   * Follows the topic until the session is ended.
   *
   * @throws SourceException if that is not possible, or not as it was begun
   */
  void run() throws SourceException {
    try {
      TopicCheck check = new TopicCheck(admin(), state.resource(), failures, () -> isEnded);
      TopicCheck.Topic topic = check.readable();
      watch.begin(check, check.settingWarnings());
      KafkaConsumer<byte[], byte[]> consumer = consumer();
      opened = consumer;
      try {
        if (!isEnded) {
          follow(topic, consumer);
        }
      } finally {
        opened = null;
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      }
    } catch (WakeupException e) {
      // the session was ended
    } catch (LogTruncationException e) {
      throw again("records of %s were replaced by others: %s".formatted(name, e.partitions()));
    } catch (OffsetOutOfRangeException e) {
      throw again("records of %s are not there any more: %s".formatted(name, e.partitions()));
    } catch (RereadException e) {
      throw again(SourceException.messageOf(e));
    }
  }

  private Admin admin() throws SourceException {
    try {
      return clients.admin();
    } catch (KafkaException e) {
      throw failures.ofSetup(e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() throws SourceException {
    try {
      return clients.consumer();
    } catch (KafkaException e) {
      throw failures.ofSetup(e);
    }
  }

  private SourceException again(String reason) {
    state.forget();
    return SourceException.passing(reason + "; all is read again");
  }

  private void follow(TopicCheck.Topic topic, KafkaConsumer<byte[], byte[]> consumer)
      throws SourceException, RereadException {
    begin(topic, consumer);
    int partitions = topic.partitions();
    while (!isEnded) {
      if (load.isPresent() && isAtGoals()) {
        finish(load.get(), topic);
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(pollTime());
      try {
        take(records);
      } catch (SourceException e) { // what was taken before it is delivered
        endPoll();
        deliverIfNew(topic);
        throw e;
      }
      deliverIfNew(topic);
      Optional<TopicCheck.Ends> seen = watch.look(marks, contents());
      if (seen.isPresent()) {
        partitions = compared(topic, partitions, seen.get(), consumer);
        confirm(seen.get());
      }
    }
    settle();
  }

  private TopicContents contents() {
    return load.isPresent() ? load.get().contents() : state.contents();
  }

  private Duration pollTime() {
    if (load.isEmpty() && isRefused) {
      return SHORT_POLL;
    }
    return Duration.ofNanos(Math.min(watch.nanosToNext(), LONGEST_POLL.toNanos()));
  }

  private void begin(TopicCheck.Topic topic, KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> all = topic.all(name);
    consumer.assign(all);
    Map<Integer, Long> earliest = byPartition(consumer.beginningOffsets(all, ASK_LIMIT));
    goals = byPartition(consumer.endOffsets(all, ASK_LIMIT));
    Optional<String> obstacle = state.obstacle(topic, earliest, goals);
    marks = state.marks();
    if (obstacle.isPresent()) {
      if (!marks.isEmpty()) {
        state.troubledBy(SourceException.passing(obstacle.get() + "; all is read again"));
      }
      marks.clear();
      load = Optional.of(new TopicLoad(state, state.beginLoad(topic), total(goals, earliest)));
    }
    for (TopicPartition each : all) {
      start(each, earliest.getOrDefault(each.partition(), 0L), consumer);
    }
  }

  /** Goes to the next record of a partition; to the earliest one if none was taken. */
  private void start(TopicPartition each, long earliest, KafkaConsumer<byte[], byte[]> consumer) {
    Mark mark = marks.computeIfAbsent(each.partition(), unknown -> Mark.at(earliest));
    consumer.seek(each, mark.next());
  }

  private static Map<Integer, Long> byPartition(Map<TopicPartition, Long> offsets) {
    Map<Integer, Long> all = new HashMap<>();
    offsets.forEach((partition, offset) -> all.put(partition.partition(), offset));
    return all;
  }

  private static long total(Map<Integer, Long> ends, Map<Integer, Long> starts) {
    long total = 0;
    for (Map.Entry<Integer, Long> end : ends.entrySet()) {
      total += end.getValue() - starts.getOrDefault(end.getKey(), 0L);
    }
    return total;
  }

  private boolean isAtGoals() {
    return goals.entrySet().stream()
        .allMatch(goal -> {
          Mark mark = marks.get(goal.getKey());
          return mark != null && mark.offset() >= goal.getValue();
        });
  }

  private void take(ConsumerRecords<byte[], byte[]> records)
      throws SourceException, RereadException {
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
      for (ConsumerRecord<byte[], byte[]> each : ofPartition) {
        try {
          take(each);
        } catch (SourceException e) {
          marks.put(partition.partition(), new Mark(each.offset(), each.leaderEpoch().orElse(-1)));
          throw e;
        }
      }
      OffsetAndMetadata next = records.nextOffsets().get(partition);
      marks.put(
          partition.partition(),
          next == null ? Mark.at(ofPartition.getLast().offset() + 1) : Mark.of(next));
    }
    // also those that had nothing but ends of transactions
    records
        .nextOffsets()
        .forEach((partition, next) -> marks.put(partition.partition(), Mark.of(next)));
    if (load.isPresent()) {
      load.get().progress(records.count());
    }
    endPoll();
  }

  /** Lets the changes have all that was taken, unless that is of a load. */
  private void endPoll() throws SourceException {
    if (load.isEmpty() && latest.isPresent()) {
      latest.get().endPoll();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> next) throws SourceException, RereadException {
    if (load.isPresent()) {
      load.get().take(next);
    } else if (state.contents() instanceof TableContents table) {
      latest(table).take(next);
    } else {
      state.contents().take(next, state.held());
    }
  }

  private LatestRecords latest(TableContents table) {
    if (latest.isEmpty()) {
      latest = Optional.of(new LatestRecords(table, state.held(), TopicLoad.maxLatestBytes()));
    }
    return latest.get();
  }

  /** Delivers what a load has read. If the service refuses it, it takes it later. */
  private void finish(TopicLoad done, TopicCheck.Topic topic) throws SourceException {
    load = Optional.empty();
    state.loaded(done.contents());
    commit(done.complete(), state.taken(topic.id(), marks));
    if (isRefused) {
      done.unusable().forEach(state.held()::put);
    } else {
      settle();
      state.accepted();
    }
  }

  private void deliverIfNew(TopicCheck.Topic topic) throws SourceException {
    if (load.isPresent() || isEnded) {
      return;
    }
    Changes.Held held = state.held();
    state.contents().trim(held);
    boolean isRetry = isRefused && System.nanoTime() - retryNanos >= 0;
    boolean hasMoved = !marks.equals(state.marks());
    boolean isLeft = !held.isEmpty() && !isRefused; // by a session before this one
    if (!hasMoved && !isRetry && !isLeft) {
      return;
    }
    settle();
    Json position = state.taken(topic.id(), marks);
    if (held.isEmpty() && isRefused) {
      retryLoad(position);
      return;
    }
    Delivery delivery = state.to().begin();
    held.copyTo(new Changes.Direct(state.to(), delivery));
    commit(delivery, position);
    if (!isRefused && !held.isEmpty()) {
      held.clear();
      state.accepted();
    }
  }

  /** Gives what was refused again, which the service has kept. */
  private void retryLoad(Json position) {
    try {
      state.confirmed();
    } catch (SourceException e) {
      refused(e);
      return;
    }
    commit(state.to().begin(), position);
  }

  private void commit(Delivery delivery, Json position) {
    try {
      underWay = delivery.commit(state.stream(), position);
      isRefused = false;
      refusals.reset();
    } catch (RuntimeException e) {
      refused(e);
    }
  }

  /** Notes a refusal, which the service has told the status; the changes go in again later. */
  private void refused(Exception refusal) {
    isRefused = true;
    retryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(refusals.next());
    System.getLogger(TopicSession.class.getName())
        .log(System.Logger.Level.DEBUG, "a delivery was refused", refusal);
  }

  /** Waits until the last delivery is durable. */
  private void settle() throws SourceException {
    try {
      underWay.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw SourceException.lasting(SourceException.messageOf(KafkaFailures.cause(e)));
    }
  }

  /** Compares the topic with what it was; gives the number of its partitions. */
  private int compared(
      TopicCheck.Topic topic,
      int known,
      TopicCheck.Ends seen,
      KafkaConsumer<byte[], byte[]> consumer)
      throws RereadException {
    if (!seen.topic().id().equals(topic.id())) {
      throw new RereadException("the topic " + name + " was deleted and made again");
    }
    int now = seen.topic().partitions();
    if (now == known) {
      return known;
    }
    if (now < known || state.resource() instanceof TopicTable) {
      throw new RereadException(
          "the topic %s had %d partitions, and has %d".formatted(name, known, now));
    }
    List<TopicPartition> all = seen.topic().all(name);
    consumer.assign(all);
    List<TopicPartition> more = all.subList(known, now);
    Map<TopicPartition, Long> earliest = consumer.beginningOffsets(more, ASK_LIMIT);
    more.forEach(each -> start(each, earliest.getOrDefault(each, 0L), consumer));
    return now;
  }

  /** Says that the data is current, if it was not known to be. */
  private void confirm(TopicCheck.Ends seen) throws SourceException {
    boolean isAtEnd =
        seen.committed().entrySet().stream()
            .allMatch(end -> {
              Mark mark = marks.get(end.getKey());
              return mark != null && mark.offset() >= end.getValue();
            });
    if (load.isEmpty() && !isRefused && !state.isConfirmed() && isAtEnd) {
      settle();
      state.confirmed();
    }
  }
}
