package io.skipruntime.server.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.sql.Values;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of values on the wire: text, as PostgreSQL shows it, and binary. Times have
 * microseconds there.
 */
final class WireFormat {

  private static final long SECONDS_TO_2000 = 946_684_800;
  private static final long DAYS_TO_2000 = 10_957;
  private static final long MICROS = 1_000_000;
  private static final int NEGATIVE = 0x4000;
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int DIGITS = 4;
  private static final int MOST_GROUPS = JsonNumber.MAX_DIGITS / DIGITS + 1;
  private static final int JSONB_VERSION = 1;
  private static final int ARRAY_HEADER = 5 * Integer.BYTES;

  private WireFormat() {}

  /** A value as bytes. */
  static byte[] encoded(Object value, SqlType type, boolean isBinary) {
    return isBinary ? binary(value, type) : text(value, type).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value, SqlType type) {
    return type == SqlType.JSON ? documentText(value) : text(value);
  }

  /** JSON, which clients parse: a text has its quotes, whatever a cast of it gives. */
  private static String documentText(Object value) {
    return switch (value) {
      case String text -> Json.of(text).toString();
      case JsonString text -> text.toString();
      case Boolean truth -> truth.toString();
      default -> Values.text(value);
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case Boolean truth -> truth ? "t" : "f";
      case Instant instant -> Values.text(instant.truncatedTo(ChronoUnit.MICROS));
      case LocalDateTime time -> Values.text(time.truncatedTo(ChronoUnit.MICROS));
      case String text when text.indexOf('\0') >= 0 -> text.replace("\0", "");
      default -> Values.text(value);
    };
  }

  private static byte[] binary(Object value, SqlType type) {
    return switch (type) {
      case INTEGER -> ByteBuffer.allocate(Integer.BYTES).putInt(((Long) value).intValue()).array();
      case BIGINT -> whole((Long) value);
      case DOUBLE -> ByteBuffer.allocate(Double.BYTES).putDouble((Double) value).array();
      case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
      case NUMERIC -> numeric((BigDecimal) value);
      case UUID -> {
        UUID uuid = (UUID) value;
        yield ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
      }
      case TIMESTAMPTZ -> whole(micros((Instant) value));
      case TIMESTAMP -> whole(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
      case DATE ->
          ByteBuffer.allocate(Integer.BYTES)
              .putInt(narrow(((LocalDate) value).toEpochDay() - DAYS_TO_2000, "date"))
              .array();
      case JSON -> {
        byte[] text = documentText(value).getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(text.length + 1).put((byte) JSONB_VERSION).put(text).array();
      }
      case TEXT, UNKNOWN -> text(value).getBytes(StandardCharsets.UTF_8);
      case INTERVAL -> {
        SqlType.Interval interval = (SqlType.Interval) value;
        yield ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(interval.micros())
            .putInt(narrow(interval.days(), "interval"))
            .putInt(narrow(interval.months(), "interval"))
            .array();
      }
      default -> array((List<?>) value, type.element());
    };
  }

  /** An array: dimensions, whether there is NULL, the type, the size, the first index, elements. */
  private static byte[] array(List<?> array, SqlType of) {
    List<byte[]> elements = new ArrayList<>();
    boolean hasNull = false;
    int size = ARRAY_HEADER;
    for (Object element : array) {
      boolean isNull = element == Json.NULL;
      hasNull |= isNull;
      byte[] bytes = isNull ? new byte[0] : binary(element, of);
      elements.add(bytes);
      size += Integer.BYTES + bytes.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    buffer.putInt(array.isEmpty() ? 0 : 1).putInt(hasNull ? 1 : 0).putInt(of.oid());
    if (!array.isEmpty()) {
      buffer.putInt(array.size()).putInt(1);
    }
    for (int i = 0; i < elements.size(); i++) {
      buffer.putInt(array.get(i) == Json.NULL ? -1 : elements.get(i).length).put(elements.get(i));
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] whole(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static int narrow(long value, String type) {
    if ((int) value != value) {
      throw outOfRange(type);
    }
    return (int) value;
  }

  private static Failure outOfRange(String type) {
    return Failure.of("22008", type + " out of range of the binary form; ask for it as text");
  }

  private static long micros(Instant instant) {
    Instant since2000 = instant.minusSeconds(SECONDS_TO_2000);
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, since2000.truncatedTo(ChronoUnit.MICROS));
    } catch (ArithmeticException e) {
      throw outOfRange("timestamp");
    }
  }

  private static byte[] numeric(BigDecimal number) {
    int scale = Math.max(0, number.scale());
    int groups = (scale + DIGITS - 1) / DIGITS;
    BigInteger rest = number.abs().setScale(groups * DIGITS).unscaledValue();
    List<Short> digits = new ArrayList<>();
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits.add(parts[1].shortValue());
      rest = parts[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate(DIGITS * Short.BYTES + digits.size() * Short.BYTES);
    bytes.putShort((short) digits.size());
    bytes.putShort((short) (digits.size() - groups - 1));
    bytes.putShort((short) (number.signum() < 0 ? NEGATIVE : 0));
    bytes.putShort((short) scale);
    digits.reversed().forEach(bytes::putShort);
    return bytes.array();
  }

  /**
   * A parameter's bytes as a value that becomes one of the type that its place asks for.
   *
   * @param oid the number of the type that the client has for it
   */
  static @Nullable Object decoded(byte[] bytes, int oid, boolean isBinary) {
    if (!isBinary) {
      return Payload.decoded(bytes);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (oid) {
      case 16 -> sized(buffer, 1).get() != 0;
      case 21 -> (long) sized(buffer, Short.BYTES).getShort();
      case 23 -> (long) sized(buffer, Integer.BYTES).getInt();
      case 26 -> sized(buffer, Integer.BYTES).getInt() & 0xffff_ffffL;
      case 20 -> sized(buffer, Long.BYTES).getLong();
      case 700 -> finite(Double.parseDouble(Float.toString(sized(buffer, Float.BYTES).getFloat())));
      case 701 -> finite(sized(buffer, Double.BYTES).getDouble());
      case 1700 -> decimal(buffer);
      case 2950 -> new UUID(sized(buffer, 2 * Long.BYTES).getLong(), buffer.getLong());
      case 1082 -> date(sized(buffer, Integer.BYTES).getInt());
      case 1114 ->
          LocalDateTime.ofInstant(instant(sized(buffer, Long.BYTES).getLong()), ZoneOffset.UTC);
      case 1184 -> instant(sized(buffer, Long.BYTES).getLong());
      case 3802 -> document(Payload.decoded(rest(buffer)));
      case 0, 18, 19, 25, 114, 705, 1042, 1043 -> Payload.decoded(bytes);
      default ->
          throw Failure.of("0A000", "binary parameters of the type " + oid + " are not supported");
    };
  }

  private static ByteBuffer sized(ByteBuffer buffer, int size) {
    if (buffer.remaining() != size) {
      throw Failure.of("22P03", "incorrect binary data format in a parameter");
    }
    return buffer;
  }

  private static byte[] rest(ByteBuffer buffer) {
    if (buffer.remaining() < 1 || buffer.get() != JSONB_VERSION) {
      throw Failure.of("22P03", "unsupported jsonb version");
    }
    byte[] text = new byte[buffer.remaining()];
    buffer.get(text);
    return text;
  }

  /** The text of a document, which its place reads as one of the other form. */
  private static String document(String text) {
    try {
      Json.parse(text);
      return text;
    } catch (JsonSyntaxException e) {
      throw Failure.of("22P02", "invalid input syntax for type jsonb: " + e.reason());
    }
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw notFinite();
    }
    return number;
  }

  private static Failure notFinite() {
    return Failure.of("0A000", "NaN and infinity are not supported");
  }

  private static LocalDate date(int days) {
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      throw notFinite();
    }
    return LocalDate.ofEpochDay(days + DAYS_TO_2000);
  }

  private static Instant instant(long micros) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw notFinite();
    }
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS) + SECONDS_TO_2000, Math.floorMod(micros, MICROS) * 1_000);
  }

  private static BigDecimal decimal(ByteBuffer buffer) {
    if (buffer.remaining() < DIGITS * Short.BYTES) {
      throw Failure.of("22P03", "incorrect binary data format in a parameter");
    }
    int count = buffer.getShort() & 0xffff;
    int weight = buffer.getShort();
    int sign = buffer.getShort() & 0xffff;
    int scale = buffer.getShort() & 0x3fff;
    sized(buffer, count * Short.BYTES);
    if (sign != 0 && sign != NEGATIVE) {
      throw notFinite();
    }
    if (count > MOST_GROUPS || Math.abs(weight) > MOST_GROUPS || scale > JsonNumber.MAX_DIGITS) {
      throw Failure.of(
          "22003", "numeric out of range: more than " + JsonNumber.MAX_DIGITS + " digits");
    }
    BigInteger unscaled = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      int group = buffer.getShort();
      if (group < 0 || group >= BASE.intValue()) {
        throw Failure.of("22P03", "invalid digit in external \"numeric\" value");
      }
      unscaled = unscaled.multiply(BASE).add(BigInteger.valueOf(group));
    }
    BigDecimal number = new BigDecimal(unscaled, (count - weight - 1) * DIGITS);
    BigDecimal scaled = number.setScale(scale, RoundingMode.DOWN);
    return sign == NEGATIVE ? scaled.negate() : scaled;
  }
}
