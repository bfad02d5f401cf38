package io.skipruntime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * The types that a service's class gives as type arguments to {@link SkipService}.
 *
 * @param inputs that of the input collections; empty if the class leaves it open
 * @param shared that of what resources are built from; empty if the class leaves it open
 */
public record DeclaredTypes(
    Optional<Class<? extends Record>> inputs, Optional<Class<? extends Record>> shared) {

  /** The types that a service declares; one that delegates declares those of the other one. */
  public static DeclaredTypes of(SkipService<?, ?> service) {
    SkipService<?, ?> declaring = service;
    while (declaring instanceof DelegatingService<?, ?> delegating) {
      declaring = delegating.delegate();
    }
    Class<?> type = declaring.getClass();
    return new DeclaredTypes(argument(type, 0), argument(type, 1));
  }

  private static Optional<Class<? extends Record>> argument(Class<?> type, int index) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Type implemented : each.getGenericInterfaces()) {
        if (implemented instanceof ParameterizedType generic
            && generic.getRawType() == SkipService.class) {
          return generic.getActualTypeArguments()[index] instanceof Class<?> argument
                  && argument.isRecord()
              ? Optional.of(argument.asSubclass(Record.class))
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
