package io.skipruntime.cluster.shard;

import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A writer of keys and values of any classes that collections may have, with what is needed to read
 * them. The name of a class is written once. For one batch, and one thread.
 */
final class ValueEncoder {

  private final BinaryOutput out;
  private final JsonEncoder json;
  private final Map<Class<?>, Integer> classes = new HashMap<>();
  private @Nullable Class<?> last;
  private int lastNumber;

  ValueEncoder(BinaryOutput out) {
    this.out = out;
    this.json = new JsonEncoder(out);
  }

  /**
   * Writes a value.
   *
   * @param value null only for a component of a record that is absent
   * @throws IllegalArgumentException if its class is none that collections may have
   */
  void write(@Nullable Object value) {
    switch (value) {
      case null -> out.u8(ValueTag.ABSENT);
      case Boolean truth -> out.u8(truth ? ValueTag.TRUE : ValueTag.FALSE);
      case Number number -> writeNumber(number);
      case String text -> {
        out.u8(ValueTag.TEXT);
        out.text(text);
      }
      case UUID id -> {
        out.u8(ValueTag.UUID);
        out.u64(id.getMostSignificantBits());
        out.u64(id.getLeastSignificantBits());
      }
      case Instant time -> {
        out.u8(ValueTag.INSTANT);
        out.signedVarint(time.getEpochSecond());
        out.varint(time.getNano());
      }
      case LocalDate date -> writeWhole(ValueTag.DATE, date.toEpochDay());
      case LocalTime time -> writeWhole(ValueTag.TIME, time.toNanoOfDay());
      case LocalDateTime time -> {
        writeWhole(ValueTag.DATE_TIME, time.toLocalDate().toEpochDay());
        out.signedVarint(time.toLocalTime().toNanoOfDay());
      }
      case Enum<?> constant -> {
        out.u8(ValueTag.ENUM);
        writeClass(constant.getDeclaringClass());
        out.text(constant.name());
      }
      case Json document -> {
        out.u8(ValueTag.JSON);
        json.write(document);
      }
      case Record record -> writeRecord(record);
      default -> writeParts(value);
    }
  }

  private void writeNumber(Number number) {
    switch (number) {
      case Long value -> writeWhole(ValueTag.LONG, value);
      case Integer value -> writeWhole(ValueTag.INT, value);
      case Short value -> writeWhole(ValueTag.SHORT, value);
      case Byte value -> writeWhole(ValueTag.BYTE, value);
      case Double value -> {
        out.u8(ValueTag.DOUBLE);
        out.u64(Double.doubleToLongBits(value));
      }
      case Float value -> {
        out.u8(ValueTag.FLOAT);
        out.u32(Float.floatToIntBits(value));
      }
      case BigInteger value -> {
        out.u8(ValueTag.INTEGER);
        writeBytes(value.toByteArray());
      }
      case BigDecimal value -> {
        out.u8(ValueTag.DECIMAL);
        writeBytes(value.unscaledValue().toByteArray());
        out.signedVarint(value.scale());
      }
      default -> throw unknown(number);
    }
  }

  private void writeWhole(int tag, long value) {
    out.u8(tag);
    out.signedVarint(value);
  }

  private void writeBytes(byte[] bytes) {
    out.varint(bytes.length);
    out.bytes(bytes, 0, bytes.length);
  }

  private void writeRecord(Record record) {
    out.u8(ValueTag.RECORD);
    writeClass(record.getClass());
    RecordParts parts = RecordParts.OF.get(record.getClass());
    for (int i = 0; i < parts.size(); i++) {
      write(parts.get(record, i));
    }
  }

  private void writeParts(Object value) {
    switch (value) {
      case List<?> list -> {
        out.u8(ValueTag.LIST);
        out.varint(list.size());
        list.forEach(this::write);
      }
      case Set<?> set -> {
        out.u8(ValueTag.SET);
        out.varint(set.size());
        set.forEach(this::write);
      }
      case Map<?, ?> map -> {
        out.u8(ValueTag.MAP);
        out.varint(map.size());
        map.forEach((key, each) -> {
          write(key);
          write(each);
        });
      }
      case Optional<?> optional -> {
        out.u8(ValueTag.OPTIONAL);
        write(optional.orElse(null));
      }
      default -> throw unknown(value);
    }
  }

  private static IllegalArgumentException unknown(Object value) {
    return new IllegalArgumentException(
        value.getClass().getName() + " is no class of keys or values of collections");
  }

  /** Writes the number of a class, and its name if it is new. */
  private void writeClass(Class<?> type) {
    if (type == last) {
      out.varint(lastNumber);
      return;
    }
    Integer known = classes.get(type);
    int number = known == null ? classes.size() : known;
    out.varint(number);
    if (known == null) {
      out.text(type.getName());
      classes.put(type, number);
    }
    last = type;
    lastNumber = number;
  }
}
