package io.skipruntime.kafka;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The producer of one connection of a sink, which makes records of the entries of batches. For one
 * thread.
 *
 * <ul>
 *   <li>{@code tooLarge} has the keys that are known to have records which the brokers do not take,
 *       of the batch that is written. When there is a new one, the batch is written again, with
 *       these keys as gone.
 *   <li>{@code unwritable} has those among them that cannot be written as gone either, because the
 *       keys themselves are too large. No records are made of them.
 * </ul>
 */
final class SinkProducer implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final SinkSettings sink;
  private final Sink.Context context;
  private final KafkaClients clients;
  private final KafkaFailures failures;
  private final KafkaProducer<byte[], byte[]> producer;
  private final boolean isTransactional;
  private final Map<Object, String> tooLarge = new HashMap<>();
  private final Set<Object> unwritable = new HashSet<>();

  /** An action that Kafka's clients take part in. */
  interface Action {
    /**
     * Runs it.
     *
     * @param watch that it tells how it comes further, if it lasts
     */
    void run(ProgressWatch watch) throws SourceException, SinkException, InterruptedException;
  }

  private SinkProducer(
      SinkSettings sink,
      Sink.Context context,
      KafkaClients clients,
      KafkaFailures failures,
      KafkaProducer<byte[], byte[]> producer,
      boolean isTransactional) {
    this.sink = sink;
    this.context = context;
    this.clients = clients;
    this.failures = failures;
    this.producer = producer;
    this.isTransactional = isTransactional;
  }

  /**
   * Opens a producer, for the caller to close.
   *
   * @param transactionalId of its transactions; empty if it makes none
   */
  static SinkProducer open(
      SinkSettings sink, Sink.Context context, Optional<String> transactionalId)
      throws SinkException {
    KafkaClients clients = new KafkaClients(sink.options());
    KafkaFailures failures = new KafkaFailures(sink.options());
    try {
      return new SinkProducer(
          sink,
          context,
          clients,
          failures,
          clients.producer(transactionalId),
          transactionalId.isPresent());
    } catch (KafkaException e) {
      clients.close();
      throw SinkException.passing(SourceException.messageOf(failures.ofSetup(e)));
    }
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  KafkaClients clients() {
    return clients;
  }

  /** The look at the topics of the sink. */
  SinkTopic topics() throws SinkException {
    try {
      return new SinkTopic(sink, clients.admin(), failures);
    } catch (KafkaException e) {
      throw SinkException.passing(SourceException.messageOf(failures.ofSetup(e)));
    }
  }

  /**
   * Runs an action, and tells what fails in it as a sink does.
   *
   * @param topic that the action is about
   */
  void run(String topic, Action action) throws SinkException, InterruptedException {
    try (ProgressWatch watch = ProgressWatch.start(context::troubled)) {
      action.run(watch);
    } catch (InterruptException e) {
      if (Thread.interrupted()) { // which the exception has made known again
        throw new InterruptedException();
      }
      throw SinkException.passing("Kafka's client was interrupted");
    } catch (KafkaException | SourceException e) {
      throw failures.ofSink(e, topic);
    }
  }

  /**
   * Writes the records of a batch, and waits until the brokers have them.
   *
   * @param rows what the topic has, for a resync; else empty
   * @param watch over the writing
   * @return whether all is written; else it is to be written again, since the brokers do not take
   *     some records, which are left out then
   */
  boolean write(SinkBatch batch, Optional<TopicRows> rows, ProgressWatch watch)
      throws SourceException, SinkException, InterruptedException {
    Confirmations confirmations = new Confirmations(isTransactional, watch);
    try {
      send(batch, rows, confirmations);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) { // a transaction takes no more after a record that is too large
      confirmations.fail(e);
    }
    confirmations.await();
    Map<Object, String> found = confirmations.tooLarge();
    if (!found.isEmpty()) {
      found.keySet().stream().filter(tooLarge::containsKey).forEach(unwritable::add);
      tooLarge.putAll(found);
      return false;
    }
    Optional<Exception> failure = confirmations.failure();
    if (failure.isPresent()) {
      throw failures.ofSink(failure.get(), sink.topic());
    }
    tooLarge.clear();
    unwritable.clear();
    return true;
  }

  private void send(SinkBatch batch, Optional<TopicRows> rows, Confirmations confirmations)
      throws SourceException {
    Set<ByteBuffer> rest = rows.map(TopicRows::keys).orElseGet(HashSet::new);
    List<Header> headers = headers(batch);
    for (Entry<Object, Object> entry : batch.entries()) {
      if (confirmations.failure().isPresent()) {
        return; // each record more could wait as long as this one has
      }
      Optional<byte[]> key = key(entry, batch);
      if (unwritable.contains(entry.key())) {
        batch.refuse(entry.key(), "the key: " + tooLarge.get(entry.key()));
        key.map(ByteBuffer::wrap).ifPresent(rest::remove);
      } else if (key.isPresent()) {
        ByteBuffer known = ByteBuffer.wrap(key.get());
        boolean wasThere = rows.isPresent() && rest.remove(known);
        byte[] value = value(entry, batch);
        boolean isThere =
            rows.isPresent() && (value == null ? !wasThere : rows.get().has(known, value));
        if (!isThere) {
          send(entry.key(), key.get(), value, headers, confirmations);
        }
      }
    }
    for (ByteBuffer gone : rest) {
      if (!unwritable.contains(gone)) {
        send(gone, bytes(gone), null, headers, confirmations);
      }
    }
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }

  private static List<Header> headers(SinkBatch batch) {
    return List.of(
        header("skip-epoch", batch.position().epoch()),
        header("skip-tick", Long.toString(batch.position().tick())));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<byte[]> key(Entry<Object, Object> entry, SinkBatch batch)
      throws SourceException {
    try {
      return Optional.of(sink.keys().encode(sink.topic(), Json.from(entry.key())));
    } catch (UnfitRecordException e) {
      batch.refuse(entry.key(), "the key: " + SourceException.messageOf(e));
      return Optional.empty();
    }
  }

  /** The value of a record; null if the key is gone, or has none that there can be. */
  private byte @Nullable [] value(Entry<Object, Object> entry, SinkBatch batch)
      throws SourceException {
    if (entry.values().isEmpty()) {
      return null;
    }
    try {
      String why = tooLarge.get(entry.key());
      if (why != null) {
        throw new UnfitRecordException(why);
      }
      if (entry.values().size() > 1) {
        throw new UnfitRecordException(
            "it has %d values, and a record has one".formatted(entry.values().size()));
      }
      return sink.values().encode(sink.topic(), Json.from(entry.values().getFirst()));
    } catch (UnfitRecordException e) {
      batch.refuse(entry.key(), "the value: " + SourceException.messageOf(e));
      return null;
    }
  }

  private void send(
      Object key,
      byte[] keyBytes,
      byte @Nullable [] value,
      List<Header> headers,
      Confirmations confirmations) {
    confirmations.expect();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(sink.topic(), null, null, keyBytes, value, headers),
              (metadata, failed) -> confirmations.answered(key, failed));
    } catch (RuntimeException e) { // then there is no answer
      confirmations.withdraw();
      throw e;
    }
  }

  /** Gives back the producer; records that are still to be written are not. */
  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted(); // else the producer's thread is not waited for
    try {
      producer.close(CLOSE_LIMIT);
    } catch (KafkaException e) {
      System.getLogger(SinkProducer.class.getName())
          .log(System.Logger.Level.DEBUG, "a producer could not be closed in order", e);
    } finally {
      clients.close();
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
