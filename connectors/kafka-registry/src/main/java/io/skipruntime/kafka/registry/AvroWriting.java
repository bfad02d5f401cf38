package io.skipruntime.kafka.registry;

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
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** The way from JSON to what Avro writes; it leaves no member of an object out. */
final class AvroWriting {

  private AvroWriting() {}

  /** The datum of a schema that JSON stands for; null for JSON's null. */
  static @Nullable Object of(Schema schema, Json json) throws UnfitRecordException {
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      Object found = logical(logical, schema, json);
      if (found != null) {
        return found;
      }
    }
    return switch (schema.getType()) {
      case UNION -> branch(schema, json);
      case RECORD -> record(schema, object(schema, json));
      case MAP -> map(schema, object(schema, json));
      case ARRAY -> array(schema, json);
      case NULL -> {
        if (json instanceof JsonNull) {
          yield null;
        }
        throw unfit(schema);
      }
      default -> scalar(schema, json);
    };
  }

  private static UnfitRecordException unfit(Schema schema) {
    return new UnfitRecordException("it does not fit " + name(schema));
  }

  private static String name(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> schema.getFullName();
      default -> logical == null ? schema.getType().getName() : logical.getName();
    };
  }

  private static JsonObject object(Schema schema, Json json) throws UnfitRecordException {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw unfit(schema);
  }

  private static Object scalar(Schema schema, Json json) throws UnfitRecordException {
    try {
      Object found =
          switch (schema.getType()) {
            case STRING -> json.asString();
            case BOOLEAN -> json.asBoolean();
            case BYTES -> ByteBuffer.wrap(BytesText.bytes(json));
            case FIXED -> fixed(schema, BytesText.bytes(json));
            case ENUM -> constant(schema, json.asString());
            default -> number(schema, json);
          };
      if (found != null) {
        return found;
      }
    } catch (IllegalStateException | ArithmeticException e) {
      // told below
    }
    throw unfit(schema);
  }

  private static @Nullable Object fixed(Schema schema, byte[] bytes) {
    return bytes.length == schema.getFixedSize() ? new GenericData.Fixed(schema, bytes) : null;
  }

  private static @Nullable Object constant(Schema schema, String name) {
    return schema.hasEnumSymbol(name) ? new GenericData.EnumSymbol(schema, name) : null;
  }

  private static Object number(Schema schema, Json json) throws UnfitRecordException {
    if (json instanceof JsonNumber number) {
      return switch (schema.getType()) {
        case INT -> Math.toIntExact(number.asLong());
        case LONG -> number.asLong();
        case FLOAT -> finite(schema, number.asDecimal().floatValue());
        default -> finite(schema, number.asDouble());
      };
    }
    if (json instanceof JsonString text && isNoNumber(text.asString())) {
      return schema.getType() == Schema.Type.FLOAT
          ? (Object) Float.valueOf(text.asString())
          : (Object) Double.valueOf(text.asString());
    }
    throw unfit(schema);
  }

  private static Number finite(Schema schema, Number value) throws UnfitRecordException {
    if (Double.isFinite(value.doubleValue())) {
      return value;
    }
    throw unfit(schema);
  }

  private static boolean isNoNumber(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  private static Object array(Schema schema, Json json) throws UnfitRecordException {
    if (!(json instanceof JsonArray array)) {
      throw unfit(schema);
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (Json each : array.elements()) {
      all.add(of(schema.getElementType(), each));
    }
    return all;
  }

  private static Object map(Schema schema, JsonObject object) throws UnfitRecordException {
    Map<String, @Nullable Object> all = new HashMap<>();
    for (Map.Entry<String, Json> each : object.members().entrySet()) {
      all.put(each.getKey(), within(each.getKey(), schema.getValueType(), each.getValue()));
    }
    return all;
  }

  private static Object record(Schema schema, JsonObject object) throws UnfitRecordException {
    GenericData.Record record = new GenericData.Record(schema);
    Set<String> unused = new HashSet<>(object.members().keySet());
    for (Schema.Field field : schema.getFields()) {
      Optional<String> member = memberOf(object, field);
      if (member.isPresent()) {
        unused.remove(member.get());
        record.put(field.pos(), within(field.name(), field.schema(), object.get(member.get())));
      } else {
        record.put(field.pos(), absent(field));
      }
    }
    if (!unused.isEmpty()) {
      throw new UnfitRecordException(
          "%s has no field for the member %s"
              .formatted(schema.getFullName(), unused.stream().sorted().findFirst().orElseThrow()));
    }
    return record;
  }

  private static Optional<String> memberOf(JsonObject object, Schema.Field field) {
    if (object.has(field.name())) {
      return Optional.of(field.name());
    }
    return object.members().keySet().stream()
        .filter(each -> RecordFields.isSame(each, field.name()))
        .findFirst();
  }

  private static @Nullable Object absent(Schema.Field field) throws UnfitRecordException {
    if (field.hasDefaultValue()) {
      return GenericData.get().getDefaultValue(field);
    }
    if (field.schema().isNullable()) {
      return null;
    }
    throw new UnfitRecordException("it has no member " + field.name());
  }

  private static @Nullable Object within(String member, Schema schema, Json json)
      throws UnfitRecordException {
    try {
      return of(schema, json);
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException(member + ": " + SourceException.messageOf(e));
    }
  }

  /** The datum of the first branch that takes JSON; a record of several is chosen by its tag. */
  private static @Nullable Object branch(Schema union, Json json) throws UnfitRecordException {
    Optional<String> tag =
        AvroReading.isTagged(union)
                && json instanceof JsonObject object
                && object.find(AvroReading.TAG).orElse(Json.NULL) instanceof JsonString name
            ? Optional.of(name.asString())
            : Optional.empty();
    UnfitRecordException first = null;
    for (Schema each : union.getTypes()) {
      boolean isMeant =
          each.getType() != Schema.Type.RECORD || tag.isEmpty() || tag.get().equals(each.getName());
      if (isMeant && (each.getType() == Schema.Type.NULL) == (json instanceof JsonNull)) {
        try {
          return of(each, tag.isPresent() ? untagged(each, json.asObject()) : json);
        } catch (UnfitRecordException e) {
          first = first == null ? e : first;
        }
      }
    }
    throw first == null ? new UnfitRecordException("it fits no branch of the union") : first;
  }

  /** An object without its tag, unless the record has such a field of its own. */
  private static Json untagged(Schema record, JsonObject object) {
    if (record.getType() != Schema.Type.RECORD || record.getField(AvroReading.TAG) != null) {
      return object;
    }
    Map<String, Json> members = new HashMap<>(object.members());
    members.remove(AvroReading.TAG);
    return Json.object(members);
  }

  /** The datum of a logical type; null for one that is written as what it is made of. */
  private static @Nullable Object logical(LogicalType type, Schema schema, Json json)
      throws UnfitRecordException {
    try {
      return switch (type.getName()) {
        case "decimal" -> decimal((LogicalTypes.Decimal) type, schema, json.asDecimal());
        case "big-decimal" ->
            new Conversions.BigDecimalConversion().toBytes(json.asDecimal(), schema, type);
        case "uuid" -> uuid(schema, UUID.fromString(json.asString()));
        case "date" -> Math.toIntExact(LocalDate.parse(json.asString()).toEpochDay());
        case "time-millis" -> Math.toIntExact(exactly(nanosOfDay(json), 1_000_000));
        case "time-micros" -> exactly(nanosOfDay(json), 1_000);
        case "timestamp-millis" -> since(Instant.parse(json.asString()), ChronoUnit.MILLIS);
        case "timestamp-micros" -> since(Instant.parse(json.asString()), ChronoUnit.MICROS);
        case "timestamp-nanos" -> since(Instant.parse(json.asString()), ChronoUnit.NANOS);
        case "local-timestamp-millis" -> since(local(json), ChronoUnit.MILLIS);
        case "local-timestamp-micros" -> since(local(json), ChronoUnit.MICROS);
        case "local-timestamp-nanos" -> since(local(json), ChronoUnit.NANOS);
        default -> null;
      };
    } catch (IllegalStateException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException
        | AvroRuntimeException e) {
      throw new UnfitRecordException(
          "it does not fit %s: %s".formatted(type.getName(), SourceException.messageOf(e)));
    }
  }

  private static long nanosOfDay(Json json) {
    return LocalTime.parse(json.asString()).toNanoOfDay();
  }

  private static Instant local(Json json) {
    return LocalDateTime.parse(json.asString()).toInstant(ZoneOffset.UTC);
  }

  private static long since(Instant instant, ChronoUnit unit) {
    Instant cut = instant.truncatedTo(unit);
    if (!cut.equals(instant)) {
      throw new ArithmeticException("it is finer than " + unit);
    }
    return ChronoUnit.NANOS == unit
        ? Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano())
        : Instant.EPOCH.until(instant, unit);
  }

  private static long exactly(long nanos, long unit) {
    if (nanos % unit != 0) {
      throw new ArithmeticException("it is finer than the schema");
    }
    return nanos / unit;
  }

  private static Object decimal(LogicalTypes.Decimal type, Schema schema, BigDecimal value) {
    int whole = type.getPrecision() - type.getScale();
    if (value.signum() != 0 && (long) value.precision() - value.scale() > whole) {
      throw new ArithmeticException("it has more than %d digits".formatted(type.getPrecision()));
    }
    BigDecimal scaled = value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
    return schema.getType() == Schema.Type.FIXED
        ? new Conversions.DecimalConversion().toFixed(scaled, schema, type)
        : ByteBuffer.wrap(scaled.unscaledValue().toByteArray());
  }

  private static Object uuid(Schema schema, UUID value) {
    if (schema.getType() != Schema.Type.FIXED) {
      return value.toString();
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    return new GenericData.Fixed(schema, bytes.array());
  }
}
