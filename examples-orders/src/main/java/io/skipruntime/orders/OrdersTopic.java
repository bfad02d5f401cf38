package io.skipruntime.orders;

import io.skipruntime.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic of orders, as the application that takes the orders has it. Thread-safe. */
final class OrdersTopic implements AutoCloseable {

  private static final int PARTITIONS = 3;
  private static final int LIMIT_SECONDS = 30;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final KafkaProducer<String, String> producer;

  private OrdersTopic(KafkaProducer<String, String> producer) {
    this.producer = producer;
  }

  /**
   * Opens the topic, which is made if it is not there.
   *
   * @throws IOException if the brokers cannot be reached, or refuse it
   */
  static OrdersTopic open(String bootstrapServers) throws IOException {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(settings)) {
      create(admin);
      return new OrdersTopic(
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer()));
    } catch (KafkaException e) {
      throw new IOException("Kafka at " + bootstrapServers + ": " + e.getMessage(), e);
    }
  }

  private static void create(Admin admin) throws IOException {
    NewTopic topic = new NewTopic(OrdersService.TOPIC, Optional.of(PARTITIONS), Optional.empty());
    try {
      admin.createTopics(List.of(topic)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException("the topic cannot be made: " + e.getMessage(), e);
      }
    } catch (TimeoutException e) {
      throw new IOException("the brokers did not answer within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Writes an order; the answer is there when the brokers have it. */
  Future<RecordMetadata> send(OrdersService.Placed order) {
    return producer.send(
        new ProducerRecord<>(OrdersService.TOPIC, order.region(), Json.from(order).toString()));
  }

  /** Stops writing; what is not written within a second is lost. */
  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
