package io.skipruntime.sql.catalog;

import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The rules by which a collection becomes a {@link Table}. A key that is a record gives its
 * components as columns; any other the column {@code key}. A value that is a record gives its
 * components, a component that is a record again those of its own, named {@code author.name}; any
 * other value gives the column {@code value}. A name that the key has taken gets {@code value.}
 * before it.
 */
public final class Tables {

  private static final int MOST_NESTED = 4;

  private Tables() {}

  /**
   * The table of a collection.
   *
   * @param keys type of the keys
   * @param values type of the values
   */
  public static Table of(String name, Type keys, Type values) {
    Set<String> taken = new HashSet<>();
    List<Cell> keyCells = new ArrayList<>();
    addCells(keys, "key", "", List.of(), keyCells, taken);
    List<Cell> valueCells = new ArrayList<>();
    addCells(values, "value", "", List.of(), valueCells, taken);
    return new Table(
        name,
        new Table.Side(keyCells),
        new Table.Side(valueCells),
        isScalarOrRecord(keys),
        keyForm(keys, 0));
  }

  /** The way back from what {@link #addCells} makes of a key. */
  private static KeyForm keyForm(Type type, int depth) {
    Optional<Class<?>> record = record(type);
    if (record.isEmpty() || depth > MOST_NESTED) {
      return new KeyForm.Whole(rawOf(present(type)));
    }
    if (isBelowSealed(record.get())) {
      return new KeyForm.Hidden();
    }
    List<String> names = new ArrayList<>();
    List<KeyForm> parts = new ArrayList<>();
    for (RecordComponent component : record.get().getRecordComponents()) {
      names.add(component.getName());
      parts.add(keyForm(component.getGenericType(), depth + 1));
    }
    return new KeyForm.Parts(names, parts, record.get().isAnnotationPresent(Tuple.class));
  }

  /** Whether the JSON of a record has its name beside its components. */
  private static boolean isBelowSealed(Class<?> type) {
    return Arrays.stream(type.getInterfaces())
        .anyMatch(above -> above.isSealed() || isBelowSealed(above));
  }

  private static boolean isScalarOrRecord(Type type) {
    return type instanceof Class<?> raw && !Json.class.isAssignableFrom(raw) && !raw.isInterface();
  }

  private static void addCells(
      Type type,
      String alone,
      String prefix,
      List<String> path,
      List<Cell> cells,
      Set<String> taken) {
    Optional<Class<?>> record = record(type);
    if (record.isEmpty() || path.size() > MOST_NESTED) {
      String name = path.isEmpty() ? alone : prefix;
      cells.add(new Cell(column(free(name, taken), type), path));
      return;
    }
    for (RecordComponent component : record.get().getRecordComponents()) {
      List<String> longer = new ArrayList<>(path);
      longer.add(component.getName());
      String name = prefix.isEmpty() ? component.getName() : prefix + "." + component.getName();
      addCells(component.getGenericType(), alone, name, longer, cells, taken);
    }
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    while (!taken.add(free.toLowerCase(Locale.ROOT))) {
      free = "value." + free;
    }
    return free;
  }

  private static Optional<Class<?>> record(Type type) {
    Type present = present(type);
    Class<?> raw = rawOf(present);
    return raw.isRecord() && raw.getRecordComponents().length > 0
        ? Optional.of(raw)
        : Optional.empty();
  }

  private static Type present(Type type) {
    return type instanceof ParameterizedType of && of.getRawType() == Optional.class
        ? of.getActualTypeArguments()[0]
        : type;
  }

  private static Class<?> rawOf(Type type) {
    return switch (type) {
      case Class<?> raw -> raw;
      case ParameterizedType of -> (Class<?>) of.getRawType();
      case GenericArrayType array -> Object[].class;
      default -> Object.class;
    };
  }

  private static Column column(String name, Type type) {
    Class<?> raw = rawOf(present(type));
    return new Column(name, typeOf(raw), !raw.isPrimitive());
  }

  /** The type of the column that values of a class of Java have. */
  public static SqlType typeOf(Class<?> type) {
    if (type == int.class || type == Integer.class || type == short.class || type == Short.class) {
      return SqlType.INTEGER;
    }
    if (type == byte.class || type == Byte.class) {
      return SqlType.INTEGER;
    }
    if (type == long.class || type == Long.class) {
      return SqlType.BIGINT;
    }
    if (type == BigInteger.class || type == BigDecimal.class) {
      return SqlType.NUMERIC;
    }
    if (type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class) {
      return SqlType.DOUBLE;
    }
    if (type == boolean.class || type == Boolean.class) {
      return SqlType.BOOLEAN;
    }
    if (type == String.class || type == LocalTime.class || type.isEnum()) {
      return SqlType.TEXT;
    }
    if (type == UUID.class) {
      return SqlType.UUID;
    }
    if (type == LocalDate.class) {
      return SqlType.DATE;
    }
    if (type == LocalDateTime.class) {
      return SqlType.TIMESTAMP;
    }
    return type == Instant.class ? SqlType.TIMESTAMPTZ : SqlType.JSON;
  }
}
