package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import io.skipruntime.json.input.ByteOrderMark;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a topic: {@code kafka://HOST:PORT,HOST:PORT/TOPIC?config=FILE}. The file has
 * properties of Kafka's clients, such as those of TLS and SASL, so that no secret is in an address.
 * Immutable.
 *
 * @param brokers the brokers that are asked first
 * @param topic the topic of the log
 * @param config the file of properties
 */
record TopicAddress(String brokers, String topic, Optional<Path> config) {

  /** The scheme of the addresses. */
  static final String SCHEME = "kafka";

  private static final Pattern ADDRESS =
      Pattern.compile(SCHEME + "://([^/?]+)/([A-Za-z0-9._-]{1,200})(?:[?]config=(.+))?");

  /**
   * Parses an address.
   *
   * @throws IllegalArgumentException if it is none; the message says what one is
   */
  static TopicAddress parse(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a log in Kafka has the address kafka://HOST:PORT/TOPIC, with more brokers after commas,"
              + " and ?config=FILE for a file of properties of Kafka's clients");
    }
    return new TopicAddress(
        parts.group(1), parts.group(2), Optional.ofNullable(parts.group(3)).map(Path::of));
  }

  /**
   * The properties of all clients. A byte order mark, with which some editors begin a file, is no
   * part of the first name: Kafka passes over names that it does not know.
   *
   * @throws SkipException if the file cannot be read
   */
  Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>();
    if (config.isPresent()) {
      Properties read = new Properties();
      String subject = "the file of properties " + config.get() + " of the log ";
      try {
        read.load(new StringReader(ByteOrderMark.strip(Files.readString(config.get()))));
      } catch (NoSuchFileException e) {
        throw new SkipException(subject + "is not there");
      } catch (CharacterCodingException e) {
        throw new SkipException(subject + "is no text in UTF-8");
      } catch (IOException | IllegalArgumentException e) {
        throw new SkipException(subject + "cannot be read: " + e.getMessage());
      }
      read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    }
    all.put("bootstrap.servers", brokers);
    return all;
  }

  /** The address of the topic beside that of the log which has its snapshots. */
  TopicAddress ofSnapshots() {
    return beside("snapshots");
  }

  /** The address of another topic beside that of the log. */
  TopicAddress beside(String name) {
    return new TopicAddress(brokers, topic + "-" + name, config);
  }

  /** The address as a user writes it. */
  String address() {
    return SCHEME
        + "://"
        + brokers
        + "/"
        + topic
        + config.map(file -> "?config=" + file).orElse("");
  }

  /** What messages call the log. */
  String describe() {
    return "the topic " + topic + " at " + brokers;
  }
}
