package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The way from what Avro reads to JSON. A record of a union that has several is told by the member
 * {@code type}, as records of a sealed interface are.
 */
final class AvroReading {

  /** The member that says which record of a union an object is. */
  static final String TAG = "type";

  private AvroReading() {}

  /** The JSON of a datum of a schema. */
  static Json of(Schema schema, @Nullable Object datum) throws UnfitRecordException {
    try {
      return json(schema, datum);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new UnfitRecordException(
          "it has a value that JSON has no form for: " + SourceException.messageOf(e));
    }
  }

  private static Json json(Schema schema, @Nullable Object datum) {
    if (datum == null) {
      return Json.NULL;
    }
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      Json found = logical(logical, schema, datum);
      if (found != null) {
        return found;
      }
    }
    return switch (schema.getType()) {
      case RECORD -> Json.object(members((IndexedRecord) datum));
      case UNION -> branch(schema, datum);
      case ARRAY -> array(schema, (Iterable<?>) datum);
      case MAP -> map(schema, (Map<?, ?>) datum);
      case BYTES -> BytesText.of((ByteBuffer) datum);
      case FIXED -> BytesText.of(ByteBuffer.wrap(((GenericFixed) datum).bytes()));
      case INT, LONG -> Json.of(((Number) datum).longValue());
      case FLOAT, DOUBLE -> decimal((Number) datum);
      case BOOLEAN -> Json.of((boolean) (Boolean) datum);
      case STRING, ENUM -> Json.of(datum.toString());
      case NULL -> Json.NULL;
    };
  }

  /** A number as its class writes it; what is no number is the text of that. */
  static Json decimal(Number number) {
    return Double.isFinite(number.doubleValue())
        ? Json.of(new BigDecimal(number.toString()))
        : Json.of(number.toString());
  }

  private static Map<String, Json> members(IndexedRecord datum) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (Schema.Field field : datum.getSchema().getFields()) {
      members.put(field.name(), json(field.schema(), datum.get(field.pos())));
    }
    return members;
  }

  private static Json branch(Schema union, Object datum) {
    Schema chosen = union.getTypes().get(GenericData.get().resolveUnion(union, datum));
    if (chosen.getType() != Schema.Type.RECORD || !isTagged(union)) {
      return json(chosen, datum);
    }
    Map<String, Json> members = members((IndexedRecord) datum);
    members.putIfAbsent(TAG, Json.of(chosen.getName()));
    return Json.object(members);
  }

  /** Whether the records of a union are told by their names. */
  static boolean isTagged(Schema union) {
    return union.getTypes().stream().filter(each -> each.getType() == Schema.Type.RECORD).count()
        > 1;
  }

  private static Json array(Schema schema, Iterable<?> datum) {
    List<Json> elements = new ArrayList<>();
    datum.forEach(each -> elements.add(json(schema.getElementType(), each)));
    return Json.array(elements);
  }

  private static Json map(Schema schema, Map<?, ?> datum) {
    Map<String, Json> members = new LinkedHashMap<>();
    datum.forEach(
        (key, value) -> members.put(String.valueOf(key), json(schema.getValueType(), value)));
    return Json.object(members);
  }

  /** The JSON of a logical type; null for one that is shown as what it is made of. */
  private static @Nullable Json logical(LogicalType type, Schema schema, Object datum) {
    return switch (type.getName()) {
      case "decimal" -> Json.of(exact(type, schema, datum));
      case "big-decimal" ->
          Json.of(
              new Conversions.BigDecimalConversion().fromBytes((ByteBuffer) datum, schema, type));
      case "uuid" -> Json.of(uuid(datum));
      case "date" -> TimeJson.of(LocalDate.ofEpochDay(number(datum)));
      case "time-millis" -> time(number(datum), 1_000_000);
      case "time-micros" -> time(number(datum), 1_000);
      case "timestamp-millis" -> TimeJson.of(instant(datum, ChronoUnit.MILLIS));
      case "timestamp-micros" -> TimeJson.of(instant(datum, ChronoUnit.MICROS));
      case "timestamp-nanos" -> TimeJson.of(instant(datum, ChronoUnit.NANOS));
      case "local-timestamp-millis" -> local(instant(datum, ChronoUnit.MILLIS));
      case "local-timestamp-micros" -> local(instant(datum, ChronoUnit.MICROS));
      case "local-timestamp-nanos" -> local(instant(datum, ChronoUnit.NANOS));
      default -> null;
    };
  }

  private static long number(Object datum) {
    return ((Number) datum).longValue();
  }

  private static Instant instant(Object datum, ChronoUnit unit) {
    return Instant.EPOCH.plus(number(datum), unit);
  }

  private static Json local(Instant instant) {
    return TimeJson.of(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }

  private static Json time(long units, long nanosOfUnit) {
    return TimeJson.of(LocalTime.ofNanoOfDay(Math.multiplyExact(units, nanosOfUnit)));
  }

  private static BigDecimal exact(LogicalType type, Schema schema, Object datum) {
    byte[] unscaled = bytes(schema, datum);
    return new BigDecimal(new BigInteger(unscaled), ((LogicalTypes.Decimal) type).getScale());
  }

  private static String uuid(Object datum) {
    if (datum instanceof GenericFixed fixed) {
      ByteBuffer bytes = ByteBuffer.wrap(fixed.bytes());
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
    return datum.toString();
  }

  private static byte[] bytes(Schema schema, Object datum) {
    if (schema.getType() == Schema.Type.FIXED) {
      return ((GenericFixed) datum).bytes();
    }
    ByteBuffer bytes = ((ByteBuffer) datum).duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
