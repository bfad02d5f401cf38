package io.skipruntime.cluster.shard;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.MalformedDataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reader of what a {@link ValueEncoder} wrote. Whatever the bytes are, it gives values or throws
 * a {@link MalformedDataException}, and does not ask for more memory or stack than the bytes
 * justify. Of classes it makes records and finds constants of enums, nothing else. For one batch,
 * and one thread.
 */
final class ValueDecoder {

  /** As deep as values of collections are at most, with some room for what is around them. */
  private static final int MOST_DEPTH = 512;

  private static final int LONGEST_NAME = 1000;

  private final BinaryInput in;
  private final JsonDecoder json;
  private final ClassLoader loader;
  private final List<Class<?>> classes = new ArrayList<>();

  /**
   * A reader.
   *
   * @param loader finds the classes of the service
   */
  ValueDecoder(BinaryInput in, ClassLoader loader) {
    this.in = in;
    this.json = new JsonDecoder(in);
    this.loader = loader;
  }

  /** Reads a value, which is there. */
  Object read() {
    return present(read(0));
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new MalformedDataException("a value is absent");
    }
    return value;
  }

  private @Nullable Object read(int depth) {
    if (depth > MOST_DEPTH) {
      throw new MalformedDataException("a value is nested more than " + MOST_DEPTH + " deep");
    }
    int tag = in.u8();
    return switch (tag) {
      case ValueTag.ABSENT -> null;
      case ValueTag.TRUE -> true;
      case ValueTag.FALSE -> false;
      case ValueTag.LONG -> in.signedVarint();
      case ValueTag.INT -> (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case ValueTag.SHORT -> (short) whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case ValueTag.BYTE -> (byte) whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case ValueTag.DOUBLE -> Double.longBitsToDouble(in.u64());
      case ValueTag.FLOAT -> Float.intBitsToFloat(in.u32());
      case ValueTag.TEXT -> in.text();
      case ValueTag.INTEGER -> integer();
      case ValueTag.DECIMAL ->
          new BigDecimal(integer(), (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case ValueTag.UUID -> new UUID(in.u64(), in.u64());
      case ValueTag.INSTANT, ValueTag.DATE, ValueTag.TIME, ValueTag.DATE_TIME -> time(tag);
      case ValueTag.ENUM -> constant();
      case ValueTag.JSON -> json.read();
      default -> readParts(tag, depth + 1);
    };
  }

  private @Nullable Object readParts(int tag, int depth) {
    return switch (tag) {
      case ValueTag.RECORD -> record(depth);
      case ValueTag.LIST -> list(depth);
      case ValueTag.SET -> set(depth);
      case ValueTag.MAP -> map(depth);
      case ValueTag.OPTIONAL -> Optional.ofNullable(read(depth));
      default -> throw new MalformedDataException("no value begins with " + tag);
    };
  }

  private long whole(long least, long most) {
    long value = in.signedVarint();
    if (value < least || value > most) {
      throw new MalformedDataException(value + " is out of range");
    }
    return value;
  }

  private BigInteger integer() {
    int length = in.count(1);
    if (length == 0) {
      throw new MalformedDataException("a number without digits");
    }
    return new BigInteger(in.bytes(length));
  }

  private Object time(int tag) {
    long first = in.signedVarint();
    try {
      return switch (tag) {
        case ValueTag.INSTANT -> Instant.ofEpochSecond(first, in.varint());
        case ValueTag.DATE -> LocalDate.ofEpochDay(first);
        case ValueTag.TIME -> LocalTime.ofNanoOfDay(first);
        default ->
            LocalDateTime.of(LocalDate.ofEpochDay(first), LocalTime.ofNanoOfDay(in.signedVarint()));
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedDataException("a time that there is not", e);
    }
  }

  private Object constant() {
    Class<?> type = type();
    String name = in.text();
    Object[] constants = type.getEnumConstants();
    if (constants != null) {
      for (Object constant : constants) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
    }
    throw new MalformedDataException(type.getName() + " has no constant of the name");
  }

  private Object record(int depth) {
    Class<?> type = type();
    if (!type.isRecord()) {
      throw new MalformedDataException(type.getName() + " is no record");
    }
    RecordParts parts = RecordParts.OF.get(type);
    @Nullable Object[] components = new Object[parts.size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = read(depth);
    }
    return parts.make(components);
  }

  private List<Object> list(int depth) {
    int count = in.count(1);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(present(read(depth)));
    }
    return list;
  }

  private Set<Object> set(int depth) {
    return new LinkedHashSet<>(list(depth));
  }

  private Map<Object, Object> map(int depth) {
    int count = in.count(2);
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Object key = present(read(depth));
      map.put(key, present(read(depth)));
    }
    return map;
  }

  /** Reads the number of a class, and its name if it is new: a record or an enum. */
  private Class<?> type() {
    long number = in.varint();
    if (number >= 0 && number < classes.size()) {
      return classes.get((int) number);
    }
    if (number != classes.size()) {
      throw new MalformedDataException("class " + number + " has no name");
    }
    String name = in.text();
    if (name.length() > LONGEST_NAME) {
      throw new MalformedDataException("the name of a class has " + name.length() + " letters");
    }
    Class<?> found;
    try {
      found = Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new MalformedDataException("there is no class " + name, e);
    }
    if (!found.isRecord() && !found.isEnum()) {
      throw new MalformedDataException(name + " is neither a record nor an enum");
    }
    classes.add(found);
    return found;
  }
}
