package io.skipruntime.kafka.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.UnfitRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of Protobuf that stand for one value: timestamps, dates, times of a day, decimals
 * and the wrappers of scalars.
 */
final class WellKnownMessages {

  private static final String TIMESTAMP = "google.protobuf.Timestamp";
  private static final String DATE = "google.type.Date";
  private static final String TIME_OF_DAY = "google.type.TimeOfDay";
  private static final String DECIMAL = "google.type.Decimal";
  private static final String CONFLUENT_DECIMAL = "confluent.type.Decimal";
  private static final Set<String> WRAPPERS =
      Set.of(
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue");

  private WellKnownMessages() {}

  private static Object field(Message message, String name) {
    return message.getField(fieldOf(message.getDescriptorForType(), name));
  }

  private static FieldDescriptor fieldOf(Descriptor type, String name) {
    return Objects.requireNonNull(type.findFieldByName(name), name);
  }

  private static int number(Message message, String name) {
    return ((Number) field(message, name)).intValue();
  }

  /** Whether a message is written as a member {@code value} alone. */
  static boolean isWrapper(Descriptor type) {
    return WRAPPERS.contains(type.getFullName());
  }

  /** The JSON of a message that stands for one value; empty for any other. */
  static Optional<Json> read(Message message) throws UnfitRecordException {
    Descriptor type = message.getDescriptorForType();
    try {
      return switch (type.getFullName()) {
        case TIMESTAMP ->
            Optional.of(
                TimeJson.of(
                    Instant.ofEpochSecond(
                        (Long) field(message, "seconds"), number(message, "nanos"))));
        case DATE ->
            Optional.of(
                TimeJson.of(
                    LocalDate.of(
                        number(message, "year"),
                        number(message, "month"),
                        number(message, "day"))));
        case TIME_OF_DAY ->
            Optional.of(
                TimeJson.of(
                    LocalTime.of(
                        number(message, "hours"),
                        number(message, "minutes"),
                        number(message, "seconds"),
                        number(message, "nanos"))));
        case DECIMAL -> Optional.of(Json.of(new BigDecimal((String) field(message, "value"))));
        case CONFLUENT_DECIMAL ->
            Optional.of(Json.of(decimal((ByteString) field(message, "value"), message)));
        default -> Optional.empty();
      };
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new UnfitRecordException(
          "its %s has no form in JSON: %s"
              .formatted(type.getFullName(), SourceException.messageOf(e)));
    }
  }

  private static BigDecimal decimal(ByteString unscaled, Message message) {
    BigInteger digits =
        unscaled.isEmpty() ? BigInteger.ZERO : new BigInteger(unscaled.toByteArray());
    return new BigDecimal(digits, number(message, "scale"));
  }

  /** The message of a type that stands for one value; empty for any other type. */
  static Optional<DynamicMessage> write(Descriptor type, Json json) throws UnfitRecordException {
    try {
      return switch (type.getFullName()) {
        case TIMESTAMP -> {
          Instant instant = Instant.parse(json.asString());
          yield made(type, Map.of("seconds", instant.getEpochSecond(), "nanos", instant.getNano()));
        }
        case DATE -> {
          LocalDate date = LocalDate.parse(json.asString());
          yield made(
              type,
              Map.of(
                  "year",
                  date.getYear(),
                  "month",
                  date.getMonthValue(),
                  "day",
                  date.getDayOfMonth()));
        }
        case TIME_OF_DAY -> {
          LocalTime time = LocalTime.parse(json.asString());
          yield made(
              type,
              Map.of(
                  "hours", time.getHour(),
                  "minutes", time.getMinute(),
                  "seconds", time.getSecond(),
                  "nanos", time.getNano()));
        }
        case DECIMAL -> made(type, Map.of("value", json.asDecimal().toString()));
        case CONFLUENT_DECIMAL -> made(type, parts(json.asDecimal()));
        default -> Optional.empty();
      };
    } catch (IllegalStateException | DateTimeException e) {
      throw new UnfitRecordException(
          "it does not fit %s: %s".formatted(type.getFullName(), SourceException.messageOf(e)));
    }
  }

  private static Map<String, Object> parts(BigDecimal value) {
    Map<String, Object> parts = new HashMap<>();
    parts.put("value", ByteString.copyFrom(value.unscaledValue().toByteArray()));
    parts.put("precision", value.precision());
    parts.put("scale", value.scale());
    return parts;
  }

  private static Optional<DynamicMessage> made(Descriptor type, Map<String, ?> fields) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    fields.forEach((name, value) -> builder.setField(fieldOf(type, name), value));
    return Optional.of(builder.build());
  }
}
