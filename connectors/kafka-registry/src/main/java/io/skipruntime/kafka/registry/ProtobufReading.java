package io.skipruntime.kafka.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way from messages of Protobuf to JSON: members have the names of the fields, numbers are
 * exact, and a field that tells whether it is there is a member only if it is.
 */
final class ProtobufReading {

  private ProtobufReading() {}

  /** The JSON of a message. */
  static Json of(Message message) throws UnfitRecordException {
    if (WellKnownMessages.isWrapper(message.getDescriptorForType())) {
      FieldDescriptor only = message.getDescriptorForType().getFields().getFirst();
      return value(only, message.getField(only));
    }
    Optional<Json> known = WellKnownMessages.read(message);
    return known.isPresent() ? known.get() : Json.object(members(message));
  }

  private static Map<String, Json> members(Message message) throws UnfitRecordException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        members.put(field.getName(), map(field, (List<?>) message.getField(field)));
      } else if (field.isRepeated()) {
        members.put(field.getName(), array(field, (List<?>) message.getField(field)));
      } else if (!field.hasPresence() || message.hasField(field)) {
        members.put(field.getName(), value(field, message.getField(field)));
      }
    }
    return members;
  }

  private static Json array(FieldDescriptor field, List<?> values) throws UnfitRecordException {
    List<Json> elements = new ArrayList<>();
    for (Object each : values) {
      elements.add(value(field, each));
    }
    return Json.array(elements);
  }

  private static Json map(FieldDescriptor field, List<?> entries) throws UnfitRecordException {
    FieldDescriptor keys = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor values = field.getMessageType().findFieldByNumber(2);
    Map<String, Json> members = new LinkedHashMap<>();
    for (Object each : entries) {
      Message entry = (Message) each;
      Json key = value(keys, entry.getField(keys));
      members.put(
          keys.getJavaType() == FieldDescriptor.JavaType.STRING ? key.asString() : key.toString(),
          value(values, entry.getField(values)));
    }
    return Json.object(members);
  }

  private static Json value(FieldDescriptor field, Object value) throws UnfitRecordException {
    return switch (field.getType()) {
      case UINT64, FIXED64 -> Json.of(new BigDecimal(Long.toUnsignedString((Long) value)));
      case UINT32, FIXED32 -> Json.of(Integer.toUnsignedLong((Integer) value));
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64 ->
          Json.of(((Number) value).longValue());
      case FLOAT, DOUBLE -> AvroReading.decimal((Number) value);
      case BOOL -> Json.of((boolean) (Boolean) value);
      case STRING -> Json.of((String) value);
      case BYTES -> BytesText.of(((ByteString) value).asReadOnlyByteBuffer());
      case ENUM -> constant((EnumValueDescriptor) value);
      case MESSAGE, GROUP -> of((Message) value);
    };
  }

  /** The name of a constant; the number of one that the schema does not have. */
  private static Json constant(EnumValueDescriptor value) {
    return value.getIndex() < 0 ? Json.of(value.getNumber()) : Json.of(value.getName());
  }
}
