package io.skipruntime.redis;

import io.skipruntime.client.feed.SourceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** The reader of a stream over one connection. For one thread. */
final class StreamReader {

  /** How many records one look has at most. */
  static final int MAX_RECORDS = 1_000;

  private static final byte[] COUNT = RedisConnection.bytes("COUNT");

  private final RedisConnection connection;
  private final String stream;
  private final byte[] key;
  private final byte[] checkMillis;

  StreamReader(RedisConnection connection, String stream, RedisOptions options) {
    this.connection = connection;
    this.stream = stream;
    this.key = RedisConnection.bytes(stream);
    this.checkMillis = RedisConnection.bytes(Long.toString(options.line().checkMillis()));
  }

  /** Looks at the stream, and reads the records after a mark. */
  StreamLook look(StreamMark mark) throws SourceException {
    byte[] id = RedisConnection.bytes(mark.id().toString());
    RedisTransaction transaction = connection.begin();
    transaction.add(Command.XINFO, RedisConnection.bytes("STREAM"), key);
    transaction.add(Command.XRANGE, key, id, id);
    transaction.add(
        Command.XRANGE,
        key,
        RedisConnection.bytes("(" + mark.id()),
        RedisConnection.bytes("+"),
        COUNT,
        RedisConnection.bytes(Integer.toString(MAX_RECORDS)));
    List<?> answers = transaction.run().orElseThrow(); // nothing is watched
    if (answers.getFirst() instanceof JedisDataException missing && isOfMissingKey(missing)) {
      return StreamLook.NOTHING;
    }
    for (Object each : answers) {
      if (each instanceof JedisDataException failure) {
        throw failure;
      }
    }
    Map<String, Object> info = members(RedisConnection.list(answers.getFirst()));
    List<StreamRecord> next = StreamRecord.listOf(RedisConnection.list(answers.get(2)));
    return new StreamLook(
        true,
        number(info, "length"),
        number(info, "entries-added"),
        id(info, "recorded-first-entry-id"),
        id(info, "last-generated-id"),
        StreamRecord.listOf(RedisConnection.list(answers.get(1))).stream().findFirst(),
        next,
        next.size() == MAX_RECORDS);
  }

  private static boolean isOfMissingKey(JedisDataException failure) {
    return SourceException.messageOf(failure).contains("no such key");
  }

  private static Map<String, Object> members(List<?> answer) {
    Map<String, Object> members = new HashMap<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      Object value = answer.get(i + 1);
      if (value != null) {
        members.put(RedisConnection.text(answer.get(i)), value);
      }
    }
    return members;
  }

  private long number(Map<String, Object> info, String name) throws SourceException {
    return (Long) member(info, name);
  }

  private RecordId id(Map<String, Object> info, String name) throws SourceException {
    return RecordId.parse(RedisConnection.text(member(info, name)));
  }

  private Object member(Map<String, Object> info, String name) throws SourceException {
    return Optional.ofNullable(info.get(name))
        .orElseThrow(() ->
            SourceException.lasting(
                "the server does not tell %s of the stream %s: Redis 7 or Valkey is needed"
                    .formatted(name, stream)));
  }

  /** Waits until there is a record after a mark, or it is time to look again. */
  void await(StreamMark mark) {
    connection.await(
        Command.XREAD,
        COUNT,
        RedisConnection.bytes("1"),
        RedisConnection.bytes("BLOCK"),
        checkMillis,
        RedisConnection.bytes("STREAMS"),
        key,
        RedisConnection.bytes(mark.id().toString()));
  }
}
