package io.skipruntime.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The deserializer that leaves bytes where the consumer has received them: most of a table's
 * records are replaced by later ones, and need no copy. Thread-safe.
 */
final class BytesInPlace implements Deserializer<ByteBuffer> {

  @Override
  @SuppressWarnings("NullAway") // Kafka's interface says that what is null stays so
  public @Nullable ByteBuffer deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : ByteBuffer.wrap(data);
  }

  @Override
  public @Nullable ByteBuffer deserialize(
      String topic, Headers headers, @Nullable ByteBuffer data) {
    return data;
  }

  /** A copy of bytes, which stay as they are. */
  static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return copy;
  }
}
