package io.skipruntime.sql;

import io.skipruntime.Principal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/** The component of a record that says on whose behalf it is made. */
final class UserOfRecord {

  private UserOfRecord() {}

  /** Whether a record has such a component. */
  static boolean hasUser(Record record) {
    return component(record).isPresent();
  }

  /** The value of the component; empty if there is none. */
  static Optional<Principal> of(Record record) {
    return component(record).flatMap(found -> value(found, record));
  }

  private static Optional<RecordComponent> component(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .filter(each -> each.getType() == Principal.class || isOptional(each))
        .findFirst();
  }

  private static boolean isOptional(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType type
        && type.getRawType() == Optional.class
        && type.getActualTypeArguments()[0] == Principal.class;
  }

  private static Optional<Principal> value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(record);
      return value instanceof Optional<?> optional
          ? optional.map(Principal.class::cast)
          : Optional.ofNullable((Principal) value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }
}
