package io.skipruntime.redis;

import io.skipruntime.json.Json;
import java.util.Optional;

/**
 * A stream whose records are the rows of a table: the value of a key is that of its last record. A
 * record without a value, or with the field that marks deletions, deletes the key. A record without
 * a key cannot be used.
 *
 * <p>The key is the text of the field {@code key}, and the value the JSON of the field {@code
 * value}, unless other fields are named. The value is what the resource is used with: for a record
 * type its components are found among the members of an object by name, where case and underscores
 * do not count; members that the record does not have do not count either.
 *
 * <p>Redis keeps all records of a stream, or trims the oldest ones, whatever their keys are. A
 * service that has read them keeps their keys; one that reads all again has those only that are
 * left, and the source warns of that.
 *
 * <p>Immutable; {@code with…} gives a resource that differs in one thing.
 */
public final class StreamTable {

  private final String stream;
  private final String keyField;
  private final Optional<String> valueField;
  private final Optional<String> tombstoneField;
  private final boolean hasJsonKeys;

  private StreamTable(
      String stream,
      String keyField,
      Optional<String> valueField,
      Optional<String> tombstoneField,
      boolean hasJsonKeys) {
    if (stream.isEmpty()) {
      throw new IllegalArgumentException("a stream has a name");
    }
    this.stream = stream;
    this.keyField = keyField;
    this.valueField = valueField;
    this.tombstoneField = tombstoneField;
    this.hasJsonKeys = hasJsonKeys;
  }

  /**
   * The table of a stream.
   *
   * @param stream the key that the stream has in Redis
   */
  public static StreamTable of(String stream) {
    return new StreamTable(stream, "key", Optional.of("value"), Optional.empty(), false);
  }

  /** With another field of the key than {@code key}. */
  public StreamTable withKeyField(String field) {
    return new StreamTable(stream, field, valueField, tombstoneField, hasJsonKeys);
  }

  /** With keys that are JSON, such as numbers, instead of texts. */
  public StreamTable withJsonKeys() {
    return new StreamTable(stream, keyField, valueField, tombstoneField, true);
  }

  /** With another field of the value than {@code value}, which has JSON. */
  public StreamTable withValueField(String field) {
    return new StreamTable(stream, keyField, Optional.of(field), tombstoneField, hasJsonKeys);
  }

  /**
   * With all fields but that of the key as the value: an object with a text for each. A record that
   * has no other field deletes its key.
   */
  public StreamTable withFieldsAsValue() {
    return new StreamTable(stream, keyField, Optional.empty(), tombstoneField, hasJsonKeys);
  }

  /**
   * With a field that marks deletions: a record that has it, whatever is in it, deletes its key.
   */
  public StreamTable withTombstoneField(String field) {
    return new StreamTable(stream, keyField, valueField, Optional.of(field), hasJsonKeys);
  }

  String stream() {
    return stream;
  }

  String keyField() {
    return keyField;
  }

  boolean hasJsonKeys() {
    return hasJsonKeys;
  }

  /** The field of the value; empty if all fields are. */
  Optional<String> valueField() {
    return valueField;
  }

  Optional<String> tombstoneField() {
    return tombstoneField;
  }

  /** All that decides which entries records make. */
  String definition() {
    return Json.array(
            Json.of(stream),
            Json.of(keyField),
            valueField.<Json>map(Json::of).orElse(Json.NULL),
            tombstoneField.<Json>map(Json::of).orElse(Json.NULL),
            Json.of(hasJsonKeys))
        .toString();
  }
}
