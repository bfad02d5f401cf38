package io.skipruntime.redis;

import io.skipruntime.Entry;
import io.skipruntime.SinkBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import redis.clients.jedis.Protocol.Command;

/** A stream as the target of a sink. For one thread. */
final class StreamTarget implements SinkTarget {

  private static final String KEY = "key";
  private static final String VALUE = "value";
  private static final String POSITION = "position";

  private final SinkSettings settings;
  private final RedisConnection connection;

  StreamTarget(SinkSettings settings, RedisConnection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  @Override
  public Consumer<RedisTransaction> prepare(SinkBatch batch) {
    Optional<Map<ByteBuffer, String>> rows =
        batch.isResync() ? Optional.of(rows()) : Optional.empty();
    return transaction -> addRecords(batch, rows, transaction);
  }

  private void addRecords(
      SinkBatch batch, Optional<Map<ByteBuffer, String>> rows, RedisTransaction transaction) {
    byte[] position = RedisConnection.bytes(batch.position().toString());
    Set<ByteBuffer> rest = new TreeSet<>(rows.map(Map::keySet).orElse(Set.of()));
    for (Entry<Object, Object> entry : batch.entries()) {
      Optional<byte[]> key = settings.keyOf(entry, batch);
      Optional<byte[]> value = settings.valueOf(entry, batch);
      if (key.isEmpty()) {
        continue;
      }
      ByteBuffer known = ByteBuffer.wrap(key.get());
      if (rows.isEmpty()) {
        add(key.get(), value, position, transaction);
      } else if (value.isPresent()) {
        rest.remove(known);
        if (!StreamRecord.digest(List.of(value.get())).equals(rows.get().get(known))) {
          add(key.get(), value, position, transaction);
        }
      } // else its record, if there is one, is one of the rest
    }
    for (ByteBuffer gone : rest) {
      add(bytes(gone), Optional.empty(), position, transaction);
    }
  }

  private static byte[] bytes(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }

  private void add(
      byte[] key, Optional<byte[]> value, byte[] position, RedisTransaction transaction) {
    List<byte[]> arguments = RedisConnection.arguments(settings.key());
    if (settings.maxLength().isPresent()) {
      for (String each : List.of("MAXLEN", "~", Long.toString(settings.maxLength().getAsLong()))) {
        arguments.add(RedisConnection.bytes(each));
      }
    }
    arguments.add(RedisConnection.bytes("*"));
    arguments.addAll(List.of(RedisConnection.bytes(KEY), key));
    value.ifPresent(bytes -> arguments.addAll(List.of(RedisConnection.bytes(VALUE), bytes)));
    arguments.addAll(List.of(RedisConnection.bytes(POSITION), position));
    transaction.add(Command.XADD, arguments);
  }

  /**
   * The rows that the stream has: each key whose last record has a value, with a digest of that, so
   * that memory is bounded by the number of keys.
   */
  private Map<ByteBuffer, String> rows() {
    Map<ByteBuffer, String> rows = new TreeMap<>(); // in which no keys are slow
    byte[] from = RedisConnection.bytes("-");
    List<StreamRecord> page = new ArrayList<>();
    do {
      page.clear();
      page.addAll(
          StreamRecord.listOf(
              RedisConnection.list(
                  connection.call(
                      Command.XRANGE,
                      RedisConnection.bytes(settings.key()),
                      from,
                      RedisConnection.bytes("+"),
                      RedisConnection.bytes("COUNT"),
                      RedisConnection.bytes(Integer.toString(StreamReader.MAX_RECORDS))))));
      page.forEach(each -> take(each, rows));
      if (!page.isEmpty()) {
        from = RedisConnection.bytes("(" + page.getLast().id());
      }
    } while (page.size() == StreamReader.MAX_RECORDS);
    return rows;
  }

  private static void take(StreamRecord each, Map<ByteBuffer, String> rows) {
    Optional<ByteBuffer> key = each.find(KEY).map(ByteBuffer::wrap);
    if (key.isPresent()) {
      each.find(VALUE)
          .ifPresentOrElse(
              value -> rows.put(key.get(), StreamRecord.digest(List.of(value))),
              () -> rows.remove(key.get()));
    }
  }
}
