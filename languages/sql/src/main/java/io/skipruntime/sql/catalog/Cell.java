package io.skipruntime.sql.catalog;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNull;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column and where its values are in the key or value of an entry: a path of components of
 * records, or the whole object. Immutable; equal if column and path are.
 *
 * @param column the column
 * @param path the names of the components
 */
public record Cell(Column column, List<String> path) {

  private static final ClassValue<Map<String, MethodHandle>> GETTERS =
      new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> record) {
          Map<String, MethodHandle> getters = new HashMap<>();
          for (RecordComponent component : record.getRecordComponents()) {
            getters.put(component.getName(), getter(component));
          }
          return getters;
        }
      };

  /** Copies the path. */
  public Cell {
    path = List.copyOf(path);
  }

  private static MethodHandle getter(RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(accessor)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }

  /** The value of the cell; null for NULL. */
  @Nullable Object read(Object whole) {
    Object part = whole;
    for (String step : path) {
      part = part == null ? null : component(part, step);
    }
    return cell(part);
  }

  private static @Nullable Object component(Object record, String name) {
    MethodHandle getter = GETTERS.get(record.getClass()).get(name);
    if (getter == null) {
      throw new IllegalStateException(record.getClass() + " has no component " + name);
    }
    return unwrapped(get(getter, record));
  }

  private static @Nullable Object unwrapped(@Nullable Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
  }

  private static @Nullable Object get(MethodHandle getter, Object record) {
    try {
      return (Object) getter.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }

  /** A value of Java as the value of a cell. */
  private @Nullable Object cell(@Nullable Object value) {
    if (column.type() == SqlType.JSON) {
      return value == null || value instanceof JsonNull ? null : jsonOf(value);
    }
    return switch (value) {
      case null -> null;
      case Integer number -> (long) number;
      case Short number -> (long) number;
      case Byte number -> (long) number;
      case Float number -> Double.valueOf(number.toString());
      case BigInteger number -> new BigDecimal(number);
      case Enum<?> constant -> constant.name();
      case LocalTime time -> Json.from(time).asString();
      default -> value;
    };
  }

  private static @Nullable Object jsonOf(Object value) {
    Json json = Json.from(value);
    return json instanceof JsonNull ? null : json;
  }
}
