package io.skipruntime.kafka;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.SubscriptionFeed;
import io.skipruntime.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.Uuid;

/**
 * The feed of one subscription of a topic: what the service has of it, which outlives sessions. An
 * attempt is a session, on a platform thread of its own, since nothing may interrupt a consumer:
 * the feed's thread waits for its end, and wakes the consumer when the feed is stopped.
 *
 * <ul>
 *   <li>{@code taken} is the position of the records that {@code contents} have taken. What they
 *       changed is part of the service, or in {@code held}, which goes with the next delivery.
 *       Empty if all is to be read.
 *   <li>All is for the session's thread, or for the feed's while there is no session.
 * </ul>
 */
final class TopicFeed extends SubscriptionFeed {

  private static final long FIRST_RETRY_MILLIS = 1_000;

  private final String stream;
  private final TopicResource resource;
  private final KafkaClients clients;
  private final KafkaOptions options;
  private final KafkaFailures failures;
  private final RecordMapping mapping;
  private final String definition;
  private final Changes.Held held = Changes.Held.ofSome();
  private Optional<TopicPosition> taken;
  private Optional<TopicContents> contents = Optional.empty();
  private KeyPlacing placing = KeyPlacing.unknown();
  private Optional<Uuid> topicId = Optional.empty();
  private boolean isConfirmed;

  /**
   * A feed that is not started.
   *
   * @param name of the resource
   */
  TopicFeed(
      String name,
      TopicResource resource,
      KafkaClients clients,
      KafkaOptions options,
      Callbacks callbacks) {
    super(
        "skip-kafka-" + name,
        callbacks,
        new Backoff(
            Math.min(FIRST_RETRY_MILLIS, options.maxRetryMillis()),
            options.maxRetryMillis(),
            ThreadLocalRandom.current()));
    var usedAs = callbacks.resource();
    this.resource = resource;
    this.clients = clients;
    this.options = options;
    this.failures = new KafkaFailures(options);
    this.mapping = new RecordMapping(resource, usedAs);
    this.stream =
        "%s %s %s"
            .formatted(name, usedAs.keyType().getTypeName(), usedAs.valueType().getTypeName());
    this.definition = resource.definition();
    this.taken =
        position(stream)
            .flatMap(TopicPosition::of)
            .filter(known -> known.definition().equals(definition));
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    isConfirmed = false;
    TopicSession session = new TopicSession(this, clients, options, failures);
    FutureTask<Void> running =
        new FutureTask<>(() -> {
          session.run();
          return null;
        });
    Thread.ofPlatform().daemon().name("skip-kafka-" + resource.topic()).start(running);
    try {
      running.get();
      return 0;
    } catch (ExecutionException e) {
      throw failures.of(e, resource.topic());
    } catch (InterruptedException e) {
      session.wakeUp();
      awaitEnd(running);
      throw e;
    }
  }

  /** Waits for the end of a session that was told to end, whatever interrupts. */
  private static void awaitEnd(FutureTask<Void> session) {
    boolean isInterrupted = false;
    while (true) {
      try {
        session.get();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      } catch (ExecutionException e) {
        break; // the feed is stopped and tells no more
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  TopicResource resource() {
    return resource;
  }

  String stream() {
    return stream;
  }

  Callbacks to() {
    return callbacks();
  }

  Changes.Held held() {
    return held;
  }

  /** Says why the data may be out of date, while the session goes on. */
  void troubledBy(SourceException failure) {
    isConfirmed = false;
    callbacks().error(failure);
  }

  /** Whether the service knows that its data is current, as far as nothing has said otherwise. */
  boolean isConfirmed() {
    return isConfirmed;
  }

  /** Notes that the service has data. */
  void accepted() {
    isConfirmed = true;
    supplied();
  }

  /** Says that what the service has is what the topic has. */
  void confirmed() throws SourceException {
    confirm();
    isConfirmed = true;
  }

  /**
   * Why the records that follow are not enough; empty if they are.
   *
   * @param earliest the first offset of each partition
   * @param latest the end of each
   */
  Optional<String> obstacle(
      TopicCheck.Topic topic, Map<Integer, Long> earliest, Map<Integer, Long> latest) {
    if (!callbacks().isLoaded() || taken.isEmpty()) {
      return Optional.of("nothing is known of its records");
    }
    TopicPosition position = taken.get();
    if (!position.topicId().equals(topic.id())) {
      return Optional.of("the topic was deleted and made again");
    }
    int known = position.partitions().size();
    boolean hasMore = topic.partitions() > known;
    if (topic.partitions() < known || (hasMore && resource instanceof TopicTable)) {
      return Optional.of("it had %d partitions, and has %d".formatted(known, topic.partitions()));
    }
    for (Map.Entry<Integer, TopicPosition.Mark> mark : position.partitions().entrySet()) {
      int partition = mark.getKey();
      long next = mark.getValue().offset();
      if (next < earliest.getOrDefault(partition, 0L)) {
        return Optional.of(
            "Kafka has deleted records of partition %d before they were read: the next one was %d, the first there is is %d"
                .formatted(partition, next, earliest.get(partition)));
      }
      if (next > latest.getOrDefault(partition, 0L)) {
        return Optional.of(
            "partition %d has lost records: the next one was %d, and it ends at %d"
                .formatted(partition, next, latest.get(partition)));
      }
    }
    return isContinued(position)
        ? Optional.empty()
        : Optional.of("its latest records are not known any more");
  }

  /** Whether the contents of the position are there, or can be made: a table's without more. */
  private boolean isContinued(TopicPosition position) {
    if (contents.isPresent()) {
      return true;
    }
    if (!(resource instanceof TopicTable table)) {
      return false;
    }
    placing = KeyPlacing.parse(position.placing());
    topicId = Optional.of(position.topicId()); // so that the load knows of it
    if (placing.isMixed()) {
      return false;
    }
    contents =
        Optional.of(new TableContents(table, mapping, placing, position.partitions().size()));
    return true;
  }

  /** Begins to read all: there are no contents until they are {@link #loaded}. */
  TopicContents beginLoad(TopicCheck.Topic topic) {
    forget();
    if (!topicId.equals(Optional.of(topic.id()))) {
      topicId = Optional.of(topic.id());
      placing = KeyPlacing.unknown();
    } else if (!placing.isMixed()) {
      placing = KeyPlacing.unknown();
    }
    return switch (resource) {
      case TopicTable table -> new TableContents(table, mapping, placing, topic.partitions());
      case TopicLog log -> new LogContents(log, mapping);
    };
  }

  /** Notes that all is to be read again. */
  void forget() {
    taken = Optional.empty();
    contents = Optional.empty();
    held.clear();
  }

  /** Notes the contents that all records have led to. */
  void loaded(TopicContents all) {
    contents = Optional.of(all);
  }

  /** The contents of the position that is {@link #taken}. */
  TopicContents contents() {
    return contents.orElseThrow();
  }

  /** The offsets up to which records have been taken; empty if all is to be read. */
  Map<Integer, TopicPosition.Mark> marks() {
    return taken.map(TopicPosition::partitions).map(HashMap::new).orElseGet(HashMap::new);
  }

  /** Notes up to where records have been taken; gives the position as it is to be kept. */
  Json taken(Uuid id, Map<Integer, TopicPosition.Mark> marks) {
    TopicPosition position = new TopicPosition(definition, id, placing.toString(), marks);
    taken = Optional.of(position);
    return position.json(System.currentTimeMillis());
  }
}
