package io.skipruntime.kafka;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rows that a topic has: each key whose last record has a value, with a digest of that, so that
 * memory is bounded by the number of keys. For one thread.
 */
final class TopicRows {

  private final Map<ByteBuffer, ByteBuffer> digests = new TreeMap<>();
  private final MessageDigest digest = sha256();

  /** The rows of a topic at present, which are read under a watch. */
  static TopicRows of(KafkaClients clients, String topic, ProgressWatch watch) {
    TopicRows rows = new TopicRows();
    TopicScan.read(clients, topic, rows::take, watch);
    return rows;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> each) {
    if (each.key() == null) {
      return;
    }
    ByteBuffer key = ByteBuffer.wrap(each.key());
    if (each.value() == null) {
      digests.remove(key);
    } else {
      digests.put(key, ByteBuffer.wrap(digest.digest(each.value())));
    }
  }

  /** The keys, in a set of the caller's own. */
  Set<ByteBuffer> keys() {
    return new TreeSet<>(digests.keySet());
  }

  /** Whether a key has a value. */
  boolean has(ByteBuffer key, byte[] value) {
    return ByteBuffer.wrap(digest.digest(value)).equals(digests.get(key));
  }
}
