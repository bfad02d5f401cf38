package io.skipruntime.kafka;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The connection of a sink with transactions: each has the records of a batch, and the position
 * that they lead to, with who wrote it. For one thread.
 *
 * <ul>
 *   <li>A process that connects for the first time takes the sink over: Kafka refuses what others
 *       with its {@code transactional.id} write after that, and the owner is noted at once.
 *   <li>One that connects again and finds another owner was replaced, and ends. The owner is looked
 *       at before the take-over, so that it does not disturb the other, and after it, since only
 *       then it cannot change any more.
 *   <li>The position is that of the topic with the id that is noted. If the topic was made again,
 *       nothing is known of the new one.
 *   <li>A transaction whose end is not known is settled by the take-over: Kafka completes it or
 *       aborts it before the position is read.
 * </ul>
 */
final class TransactionalConnection implements Sink.Connection {

  private static final String SUFFIX = "-skip-position";

  private final SinkSettings sink;
  private final Sink.Context context;
  private final SinkProducer target;
  private final String topicId;
  private Note note = Note.NONE;

  /**
   * The position of a sink, and its owner; both empty before there are any.
   *
   * @param topicId the id of the topic that the position is of
   */
  private record Note(Optional<String> owner, String topicId, Optional<SinkPosition> position) {

    static final Note NONE = new Note(Optional.empty(), "", Optional.empty());

    static Note parse(byte[] bytes) {
      JsonObject json = Json.parse(bytes).asObject();
      return new Note(
          Optional.of(json.get("owner").asString()),
          json.get("topicId").asString(),
          SinkPosition.parse(json.get("position").asString()));
    }

    byte[] bytes() {
      return Json.object(
              Map.of(
                  "owner", Json.of(owner.orElse("")),
                  "topicId", Json.of(topicId),
                  "position", Json.of(position.map(SinkPosition::toString).orElse(""))))
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private TransactionalConnection(
      SinkSettings sink, Sink.Context context, SinkProducer target, String topicId) {
    this.sink = sink;
    this.context = context;
    this.target = target;
    this.topicId = topicId;
  }

  static TransactionalConnection open(SinkSettings sink, Sink.Context context)
      throws SinkException, InterruptedException {
    SinkProducer target = SinkProducer.open(sink, context, Optional.of(context.name()));
    try {
      SinkTopic topics = target.topics();
      String topicId = topics.prepare().toString();
      TransactionalConnection connection =
          new TransactionalConnection(sink, context, target, topicId);
      connection.begin(topics);
      return connection;
    } catch (SinkException | InterruptedException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private String positions() {
    return sink.topic() + SUFFIX;
  }

  private void begin(SinkTopic topics) throws SinkException, InterruptedException {
    if (!topics.exists(positions())) {
      topics.create(
          positions(),
          new SinkSettings.Creation(1, sink.creation().flatMap(SinkSettings.Creation::replicas)));
    }
    target.run(positions(), this::read);
    requireOwn();
    target.run(
        positions(),
        watch -> {
          target.producer().initTransactions();
          read(watch);
        });
    requireOwn();
    note = new Note(Optional.of(context.owner()), note.topicId(), note.position());
    target.run(
        positions(),
        watch -> {
          target.producer().beginTransaction();
          send(note);
          target.producer().commitTransaction();
        });
  }

  private void requireOwn() throws SinkException {
    if (context.isReconnect() && !note.owner().equals(Optional.of(context.owner()))) {
      throw SinkException.lasting(
          "another process writes to %s as the sink %s".formatted(sink.topic(), context.name()));
    }
  }

  private void read(ProgressWatch watch) {
    note = Note.NONE;
    byte[] name = name();
    TopicScan.read(
        target.clients(),
        positions(),
        each -> {
          if (Arrays.equals(name, each.key()) && each.value() != null) {
            note = Note.parse(each.value());
          }
        },
        watch);
  }

  private byte[] name() {
    return context.name().getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a position to the transaction, whose commit fails if the position is not written. */
  private void send(Note next) {
    var unused = target.producer().send(new ProducerRecord<>(positions(), name(), next.bytes()));
  }

  @Override
  public Optional<SinkPosition> position() {
    return note.topicId().equals(topicId) ? note.position() : Optional.empty();
  }

  @Override
  public void write(SinkBatch batch) throws SinkException, InterruptedException {
    Note next = new Note(note.owner(), topicId, Optional.of(batch.position()));
    target.run(
        sink.topic(),
        watch -> {
          Optional<TopicRows> rows =
              batch.isResync()
                  ? Optional.of(TopicRows.of(target.clients(), sink.topic(), watch))
                  : Optional.empty();
          boolean isWritten = false;
          while (!isWritten) {
            target.producer().beginTransaction();
            isWritten = target.write(batch, rows, watch);
            if (isWritten) {
              send(next);
              target.producer().commitTransaction();
            } else {
              target.producer().abortTransaction();
            }
          }
        });
    note = next;
  }

  @Override
  public void close() {
    target.close();
  }
}
