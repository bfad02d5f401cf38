package io.skipruntime.kafka.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.RecordFields;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.kafka.UnfitRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way from JSON to messages of Protobuf. It leaves no member of an object out; a member that is
 * null is a field that is not set.
 */
final class ProtobufWriting {

  private static final int UINT32_BITS = 32;
  private static final int UINT64_BITS = 64;

  private ProtobufWriting() {}

  /** The message of a type that JSON stands for. */
  static DynamicMessage of(Descriptor type, Json json) throws UnfitRecordException {
    Optional<DynamicMessage> known = WellKnownMessages.write(type, json);
    if (known.isPresent()) {
      return known.get();
    }
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    if (WellKnownMessages.isWrapper(type)) {
      FieldDescriptor only = type.getFields().getFirst();
      return builder.setField(only, value(only, json)).build();
    }
    if (!(json instanceof JsonObject object)) {
      throw new UnfitRecordException("it does not fit the message " + type.getFullName());
    }
    Set<OneofDescriptor> chosen = new HashSet<>();
    for (Map.Entry<String, Json> each : object.members().entrySet()) {
      FieldDescriptor field = field(type, object, each.getKey());
      if (!(each.getValue() instanceof JsonNull)) {
        OneofDescriptor oneof = field.getRealContainingOneof();
        if (oneof != null && !chosen.add(oneof)) {
          throw new UnfitRecordException(
              "it has several members of which %s has one".formatted(oneof.getFullName()));
        }
        set(builder, field, each.getValue());
      }
    }
    return complete(builder);
  }

  private static DynamicMessage complete(DynamicMessage.Builder builder)
      throws UnfitRecordException {
    if (!builder.isInitialized()) { // of proto2
      throw new UnfitRecordException(
          "it has no member " + builder.findInitializationErrors().getFirst());
    }
    return builder.build();
  }

  private static FieldDescriptor field(Descriptor type, JsonObject object, String member)
      throws UnfitRecordException {
    FieldDescriptor exact = type.findFieldByName(member);
    if (exact != null) {
      return exact;
    }
    return type.getFields().stream()
        .filter(each -> RecordFields.isSame(each.getName(), member) && !object.has(each.getName()))
        .findFirst()
        .orElseThrow(() ->
            new UnfitRecordException(
                "the message %s has no field for the member %s"
                    .formatted(type.getFullName(), member)));
  }

  private static void set(DynamicMessage.Builder builder, FieldDescriptor field, Json json)
      throws UnfitRecordException {
    try {
      if (field.isMapField()) {
        addEntries(builder, field, json.asObject());
      } else if (field.isRepeated()) {
        JsonArray array = json.asArray();
        for (Json each : array.elements()) {
          builder.addRepeatedField(field, value(field, each));
        }
      } else {
        builder.setField(field, value(field, json));
      }
    } catch (UnfitRecordException | IllegalStateException e) {
      throw new UnfitRecordException(field.getName() + ": " + SourceException.messageOf(e));
    }
  }

  private static void addEntries(
      DynamicMessage.Builder builder, FieldDescriptor field, JsonObject object)
      throws UnfitRecordException {
    FieldDescriptor keys = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor values = field.getMessageType().findFieldByNumber(2);
    for (Map.Entry<String, Json> each : object.members().entrySet()) {
      builder.addRepeatedField(
          field,
          DynamicMessage.newBuilder(field.getMessageType())
              .setField(keys, key(keys, each.getKey()))
              .setField(values, value(values, each.getValue()))
              .build());
    }
  }

  private static Object key(FieldDescriptor field, String name) throws UnfitRecordException {
    return switch (field.getJavaType()) {
      case STRING -> name;
      case BOOLEAN -> {
        if (name.equals("true") || name.equals("false")) {
          yield name.equals("true");
        }
        throw new UnfitRecordException("the key is neither true nor false");
      }
      default -> {
        try {
          yield value(field, Json.of(new BigDecimal(name)));
        } catch (NumberFormatException e) {
          throw new UnfitRecordException("the key is no number");
        }
      }
    };
  }

  private static Object value(FieldDescriptor field, Json json) throws UnfitRecordException {
    try {
      return switch (field.getType()) {
        case INT32, SINT32, SFIXED32 -> Math.toIntExact(json.asLong());
        case INT64, SINT64, SFIXED64 -> json.asLong();
        case UINT32, FIXED32 -> unsigned(json, UINT32_BITS).intValue();
        case UINT64, FIXED64 -> unsigned(json, UINT64_BITS).longValue();
        case FLOAT -> number(json).floatValue();
        case DOUBLE -> number(json);
        case BOOL -> json.asBoolean();
        case STRING -> json.asString();
        case BYTES -> ByteString.copyFrom(BytesText.bytes(json));
        case ENUM -> constant(field.getEnumType(), json);
        case MESSAGE, GROUP -> of(field.getMessageType(), json);
      };
    } catch (IllegalStateException | ArithmeticException e) {
      throw new UnfitRecordException(SourceException.messageOf(e));
    }
  }

  private static BigInteger unsigned(Json json, int bits) {
    if (!(json instanceof JsonNumber number)
        || !number.isWhole()
        || number.asDecimal().scale() < -bits) {
      throw new ArithmeticException("it is no whole number");
    }
    BigInteger value = number.asDecimal().toBigIntegerExact();
    if (value.signum() < 0 || value.bitLength() > bits) {
      throw new ArithmeticException("it is not within the %d bits of the field".formatted(bits));
    }
    return value;
  }

  private static Double number(Json json) {
    if (json instanceof JsonString text
        && Set.of("NaN", "Infinity", "-Infinity").contains(text.asString())) {
      return Double.valueOf(text.asString());
    }
    double value = json.asDouble();
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("it is beyond what the field can hold");
    }
    return value;
  }

  private static Object constant(EnumDescriptor type, Json json) throws UnfitRecordException {
    Object found =
        json instanceof JsonString name
            ? type.findValueByName(name.asString())
            : type.findValueByNumberCreatingIfUnknown(Math.toIntExact(json.asLong()));
    if (found == null) {
      throw new UnfitRecordException("it is no constant of " + type.getFullName());
    }
    return found;
  }
}
