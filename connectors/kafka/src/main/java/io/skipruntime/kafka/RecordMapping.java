package io.skipruntime.kafka;

import io.skipruntime.ExternalResource;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.RecordFields;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Tuple;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The way from the bytes of records to keys and values of the types that a resource is used with.
 * Immutable.
 */
final class RecordMapping {

  /** A type, and the components of it that are looked for among the members of an object. */
  private record Target(Codec<?> codec, Optional<List<String>> components, boolean isTuple) {

    static Target of(Type type) {
      if (type instanceof Class<?> known && known.isRecord()) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : known.getRecordComponents()) {
          names.add(component.getName());
        }
        return new Target(
            Codecs.of(type), Optional.of(names), known.isAnnotationPresent(Tuple.class));
      }
      return new Target(Codecs.of(type), Optional.empty(), false);
    }

    Object decode(Json json) throws UnfitRecordException {
      try {
        return codec.decode(
            json instanceof JsonObject object && components.isPresent()
                ? picked(object, components.get())
                : json);
      } catch (DecodeException e) {
        throw new UnfitRecordException(SourceException.messageOf(e));
      }
    }

    private Json picked(JsonObject object, List<String> names) {
      if (!isTuple && object.size() == names.size() && names.stream().allMatch(object::has)) {
        return object;
      }
      Map<String, Json> members = new LinkedHashMap<>();
      for (String name : names) {
        RecordFields.find(object, name).ifPresent(member -> members.put(name, member));
      }
      return isTuple ? Json.array(List.copyOf(members.values())) : Json.object(members);
    }
  }

  private final TopicResource resource;
  private final Target keys;
  private final Target values;

  /**
   * A mapping.
   *
   * @param usedAs has the types of keys and values
   */
  RecordMapping(TopicResource resource, ExternalResource<?, ?> usedAs) {
    this.resource = resource;
    this.keys = Target.of(usedAs.keyType());
    this.values = Target.of(usedAs.valueType());
  }

  /**
   * The key of a record, in the type of the resource.
   *
   * @param bytes the record's key
   */
  Object key(byte[] bytes) throws UnfitRecordException, SourceException {
    try {
      return keys.decode(resource.keys().decode(resource.topic(), bytes));
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException("the key: " + SourceException.messageOf(e));
    }
  }

  /** The key of a record of a log: partition and offset, in the type of the resource. */
  Object place(int partition, long offset) throws UnfitRecordException {
    return keys.decode(Json.array(Json.of(partition), Json.of(offset)));
  }

  /**
   * The value of a record, in the type of the resource.
   *
   * @param bytes the record's value
   */
  Object value(byte[] bytes) throws UnfitRecordException, SourceException {
    try {
      return values.decode(resource.values().decode(resource.topic(), bytes));
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException("the value: " + SourceException.messageOf(e));
    }
  }

  /** The value of a record without one. */
  Object noValue() throws UnfitRecordException {
    return values.decode(Json.NULL);
  }

  /** The place of a record, for people. */
  static String coordinates(ConsumerRecord<?, ?> each) {
    return "%s, partition %d, offset %d".formatted(each.topic(), each.partition(), each.offset());
  }
}
