package io.skipruntime.redis;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.EntryReader;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way from the records of a stream to keys and values of the types that a resource is used
 * with. Immutable.
 */
final class RecordMapping {

  private final StreamTable table;
  private final EntryReader keys;
  private final EntryReader values;

  /**
   * A mapping.
   *
   * @param usedAs has the types of keys and values
   * @throws IllegalArgumentException if JSON has no form for one
   */
  RecordMapping(StreamTable table, ExternalResource<?, ?> usedAs) {
    this.table = table;
    this.keys = EntryReader.of(usedAs.keyType());
    this.values = EntryReader.of(usedAs.valueType());
  }

  /** Puts what a record changes into a delivery. */
  void put(StreamRecord next, Callbacks of, Delivery delivery) {
    Object key;
    try {
      key = key(next);
    } catch (UnfitRecordException e) {
      String name = table.stream() + ", record " + next.id();
      delivery.reject(of, name, name + ": " + e.getMessage());
      return;
    }
    try {
      Optional<Object> value = value(next);
      delivery.put(of, key, value.map(List::of).orElseGet(List::of));
    } catch (UnfitRecordException | InvalidInputException e) {
      delivery.reject(
          of,
          key,
          "%s, record %s: %s".formatted(table.stream(), next.id(), SourceException.messageOf(e)));
    }
  }

  private Object key(StreamRecord next) throws UnfitRecordException {
    String name = table.keyField();
    Optional<Json> json = table.hasJsonKeys() ? field(next, name) : next.text(name).map(Json::of);
    if (json.isEmpty()) {
      throw new UnfitRecordException(
          "a row of a table needs a key, and the record has no field " + name);
    }
    try {
      return keys.read(json.get());
    } catch (DecodeException e) {
      throw new UnfitRecordException("the key: " + SourceException.messageOf(e));
    }
  }

  /** The value of a record; empty if it deletes its key. */
  private Optional<Object> value(StreamRecord next) throws UnfitRecordException {
    if (table.tombstoneField().flatMap(next::find).isPresent()) {
      return Optional.empty();
    }
    Optional<Json> json =
        table.valueField().isPresent() ? field(next, table.valueField().get()) : allFields(next);
    try {
      return json.map(values::read);
    } catch (DecodeException e) {
      throw new UnfitRecordException("the value: " + SourceException.messageOf(e));
    }
  }

  private static Optional<Json> field(StreamRecord next, String name) throws UnfitRecordException {
    Optional<String> text = next.text(name);
    try {
      return text.map(Json::parse);
    } catch (JsonSyntaxException e) {
      throw new UnfitRecordException(
          "the field %s is not JSON: %s".formatted(name, e.getMessage()));
    }
  }

  private Optional<Json> allFields(StreamRecord next) throws UnfitRecordException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < next.size(); i++) {
      if (!next.name(i).equals(table.keyField())) {
        members.put(next.name(i), Json.of(next.value(i)));
      }
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(Json.object(members));
  }
}
