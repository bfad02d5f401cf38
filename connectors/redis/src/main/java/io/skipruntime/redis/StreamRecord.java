package io.skipruntime.redis;

import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A record of a stream. Its fields are in the order in which they were added. Immutable. */
final class StreamRecord {

  private final RecordId id;
  private final List<byte[]> fields;

  private StreamRecord(RecordId id, List<byte[]> fields) {
    this.id = id;
    this.fields = fields;
  }

  /** The records of an answer to {@code XRANGE}. */
  static List<StreamRecord> listOf(List<?> answer) {
    List<StreamRecord> records = new ArrayList<>();
    for (Object each : answer) {
      List<?> pair = RedisConnection.list(each);
      List<byte[]> fields = new ArrayList<>();
      for (Object field : RedisConnection.list(pair.get(1))) {
        fields.add((byte[]) field);
      }
      records.add(new StreamRecord(RecordId.parse(RedisConnection.text(pair.getFirst())), fields));
    }
    return records;
  }

  RecordId id() {
    return id;
  }

  /** How many fields there are. */
  int size() {
    return fields.size() / 2;
  }

  /** The name of a field. */
  String name(int index) throws UnfitRecordException {
    return decoded("the name of a field", fields.get(2 * index));
  }

  /** The text of a field. */
  String value(int index) throws UnfitRecordException {
    return decoded("the field " + name(index), fields.get(2 * index + 1));
  }

  /** The bytes of the last field of a name; empty if there is none. */
  Optional<byte[]> find(String name) {
    byte[] wanted = RedisConnection.bytes(name);
    for (int i = size() - 1; i >= 0; i--) {
      if (MessageDigest.isEqual(wanted, fields.get(2 * i))) {
        return Optional.of(fields.get(2 * i + 1));
      }
    }
    return Optional.empty();
  }

  /** The text of the last field of a name; empty if there is none. */
  Optional<String> text(String name) throws UnfitRecordException {
    Optional<byte[]> found = find(name);
    return found.isPresent()
        ? Optional.of(decoded("the field " + name, found.get()))
        : Optional.empty();
  }

  private static String decoded(String what, byte[] bytes) throws UnfitRecordException {
    try {
      return JsonString.ofUtf8(bytes).value();
    } catch (JsonSyntaxException e) {
      throw new UnfitRecordException(what + " is not UTF-8");
    }
  }

  /** A digest of the fields, which differs where any of them does. */
  String digest() {
    return digest(fields);
  }

  /** A digest of texts, which differs where any of them does. */
  static String digest(List<byte[]> fields) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] field : fields) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        digest.update(field);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }
}
