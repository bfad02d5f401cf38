package io.skipruntime.engine.source;

import io.skipruntime.SkipException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a type, as {@link Type#getTypeName} gives it, and the way back to the type: a class,
 * with type arguments or without, or an array. For one thread.
 */
final class TypeName {

  private final String name;
  private final ClassLoader loader;
  private int at;

  /** A class with arguments, under the name that it was found by. */
  private record Parameterized(String getTypeName, Class<?> getRawType, List<Type> arguments)
      implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public @Nullable Type getOwnerType() {
      return getRawType.getDeclaringClass();
    }

    @Override
    public String toString() {
      return getTypeName;
    }
  }

  private TypeName(String name, ClassLoader loader) {
    this.name = name;
    this.loader = loader;
  }

  /**
   * The type of a name.
   *
   * @param loader has the classes
   * @throws SkipException if there is no such type; the message says what to do
   */
  static Type parse(String name, ClassLoader loader) {
    TypeName parsed = new TypeName(name, loader);
    Type type = parsed.type();
    if (parsed.at < name.length()) {
      throw new SkipException(parsed.unknown());
    }
    return type;
  }

  private String unknown() {
    return "the type "
        + name
        + " of an external resource is not known by its name; use the resource with a class, or"
        + " with a class that has classes as its type arguments";
  }

  private Type type() {
    int begin = at;
    while (at < name.length() && "<>,[ ".indexOf(name.charAt(at)) < 0) {
      at++;
    }
    int end = at;
    List<Type> arguments = new ArrayList<>();
    if (at < name.length() && name.charAt(at) == '<') {
      do {
        at++;
        while (at < name.length() && name.charAt(at) == ' ') {
          at++;
        }
        arguments.add(type());
      } while (at < name.length() && name.charAt(at) == ',');
      if (at >= name.length() || name.charAt(at++) != '>') {
        throw new SkipException(unknown());
      }
    }
    Class<?> raw = classOf(name.substring(begin, end));
    if (!arguments.isEmpty()) {
      return new Parameterized(name.substring(begin, at), raw, arguments);
    }
    while (name.startsWith("[]", at)) {
      at += 2;
      raw = raw.arrayType();
    }
    return raw;
  }

  private Class<?> classOf(String className) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new SkipException(unknown(), e);
    }
  }
}
