package io.skipruntime.kafka;

import io.skipruntime.SinkException;
import io.skipruntime.client.feed.SourceException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The meaning of what Kafka's clients throw: whether it may pass, and what is to be done; for a
 * status, without what is secret. Immutable.
 */
final class KafkaFailures {

  private static final int MAX_LENGTH = 400;
  private static final List<String> SECRET_NAMES =
      List.of("password", "secret", "jaas", "token", "ssl.keystore.key", "credential");

  private final List<String> secrets;

  KafkaFailures(KafkaOptions options) {
    Stream<String> named =
        options.properties().entrySet().stream()
            .filter(each -> isSecret(each.getKey()))
            .map(Map.Entry::getValue);
    this.secrets =
        Stream.concat(options.secrets().stream(), named).filter(each -> !each.isEmpty()).toList();
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRET_NAMES.stream().anyMatch(lower::contains);
  }

  /** What was thrown, without what only carried it from one thread to another. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return (failure instanceof ExecutionException || failure instanceof CompletionException)
            && cause != null
        ? cause(cause)
        : failure;
  }

  /** Whether there is no such topic. */
  static boolean isOfMissingTopic(Throwable failure) {
    return cause(failure) instanceof UnknownTopicOrPartitionException;
  }

  /** The failure of using a topic, as a source's status tells it. */
  SourceException of(Throwable thrown, String topic) {
    Throwable failure = cause(thrown);
    if (failure instanceof SourceException known) {
      return known;
    }
    if (failure instanceof UnknownTopicOrPartitionException) {
      return SourceException.passing(
          "there is no topic " + topic + ", or its user lacks the right Describe");
    }
    if (failure instanceof AuthorizationException) {
      return SourceException.lasting(message(failure) + "; " + grant(topic));
    }
    if (failure instanceof AuthenticationException) {
      return SourceException.lasting("the brokers refuse the credentials: " + message(failure));
    }
    if (failure instanceof TimeoutException) {
      return SourceException.passing("no broker can be reached: " + message(failure));
    }
    if (failure instanceof InvalidTopicException
        || failure instanceof UnsupportedVersionException) {
      return SourceException.lasting(withCauses(failure));
    }
    return SourceException.passing("Kafka: " + withCauses(failure));
  }

  /**
   * The failure of making a client, which its properties are the reason of. Names of brokers that
   * are not known at present may be so later.
   */
  SourceException ofSetup(KafkaException failure) {
    String message = withCauses(failure);
    return message.contains("bootstrap")
        ? SourceException.passing("no broker can be reached: " + message)
        : SourceException.lasting("the properties of Kafka's clients are wrong: " + message);
  }

  /** The failure of writing to a topic, as a sink's status tells it. It may pass in each case. */
  SinkException ofSink(Throwable thrown, String topic) {
    Throwable failure = cause(thrown);
    if (failure instanceof AuthorizationException) {
      return SinkException.passing(message(failure) + "; " + grantOfSink(topic));
    }
    if (failure instanceof ProducerFencedException
        || failure instanceof InvalidProducerEpochException) {
      return SinkException.passing(
          "another process writes with the same transactional.id, or the transaction took longer"
              + " than transaction.timeout.ms: "
              + message(failure));
    }
    return SinkException.passing(SourceException.messageOf(of(failure, topic)));
  }

  /** What gives the rights that a sink needs. */
  static String grantOfSink(String topic) {
    return "a sink needs these rights: kafka-acls --bootstrap-server … --add --allow-principal"
        + " User:… --operation Read --operation Write --operation Describe --operation"
        + " DescribeConfigs --topic "
        + topic
        + "; with transactions also Read, Write, Describe and Create on "
        + topic
        + "-skip-position, and Write and Describe on the --transactional-id, which is its name";
  }

  /** What gives the rights that a source needs. */
  static String grant(String topic) {
    return "a source needs these rights: kafka-acls --bootstrap-server … --add --allow-principal"
        + " User:… --operation Read --operation Describe --operation DescribeConfigs --topic "
        + topic;
  }

  private String withCauses(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null || cause == failure
        ? message(failure)
        : message(failure) + ": " + message(cause);
  }

  /** What a failure says, in one line and without secrets. */
  private String message(Throwable failure) {
    String message = SourceException.messageOf(failure);
    for (String secret : secrets) {
      message = message.replace(secret, "***");
    }
    message = message.replaceAll("\\s+", " ").strip();
    return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
  }
}
