package io.skipruntime.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A class with its type arguments, free of type variables and wildcards.
 *
 * @param raw the class; {@code Object.class} where a type has no other meaning here
 * @param arguments one per type parameter, or none for a raw use
 */
record ResolvedType(Class<?> raw, List<ResolvedType> arguments) {

  /** Resolves a type whose variables are bound as given; a wildcard stands for its upper bound. */
  static ResolvedType of(Type type, Map<TypeVariable<?>, ResolvedType> bindings) {
    return switch (type) {
      case Class<?> raw -> new ResolvedType(raw, List.of());
      case ParameterizedType parameterized -> {
        List<ResolvedType> arguments = new ArrayList<>();
        for (Type argument : parameterized.getActualTypeArguments()) {
          arguments.add(of(argument, bindings));
        }
        yield new ResolvedType((Class<?>) parameterized.getRawType(), arguments);
      }
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], bindings);
      case TypeVariable<?> variable ->
          bindings.getOrDefault(variable, new ResolvedType(Object.class, List.of()));
      default -> new ResolvedType(Object[].class, List.of());
    };
  }

  /** The type parameters of the class, bound to the arguments. */
  Map<TypeVariable<?>, ResolvedType> bindings() {
    Map<TypeVariable<?>, ResolvedType> bindings = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      bindings.put(raw.getTypeParameters()[i], arguments.get(i));
    }
    return bindings;
  }

  /** True if type arguments are missing. */
  boolean isRaw() {
    return arguments.size() < raw.getTypeParameters().length;
  }

  /**
   * This type seen from a direct subtype: the subtype with those of its parameters bound that it
   * passes on to this type as they are.
   */
  ResolvedType subtype(Class<?> subclass) {
    Map<TypeVariable<?>, ResolvedType> bindings = new HashMap<>();
    for (Type parent : subclass.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType parameterized && parameterized.getRawType() == raw) {
        Type[] passed = parameterized.getActualTypeArguments();
        for (int i = 0; i < Math.min(passed.length, arguments.size()); i++) {
          if (passed[i] instanceof TypeVariable<?> variable) {
            bindings.put(variable, arguments.get(i));
          }
        }
      }
    }
    List<ResolvedType> own = new ArrayList<>();
    for (TypeVariable<?> parameter : subclass.getTypeParameters()) {
      own.add(of(parameter, bindings));
    }
    return new ResolvedType(subclass, own);
  }

  @Override
  public String toString() {
    String name = raw.getTypeName();
    return arguments.isEmpty()
        ? name
        : arguments.stream()
            .map(ResolvedType::toString)
            .collect(Collectors.joining(", ", name + "<", ">"));
  }
}
