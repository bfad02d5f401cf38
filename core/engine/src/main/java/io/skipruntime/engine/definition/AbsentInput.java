package io.skipruntime.engine.definition;

import io.skipruntime.EagerCollection;
import io.skipruntime.SkipException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An input whose contents another process has, as a command is given it: a command may name it in
 * writes, and all else that it asks of it is refused. Immutable.
 */
final class AbsentInput implements InvocationHandler {

  private final String name;

  private AbsentInput(String name) {
    this.name = name;
  }

  /** The input of a name. */
  static EagerCollection<?, ?> of(String name) {
    return (EagerCollection<?, ?>)
        Proxy.newProxyInstance(
            EagerCollection.class.getClassLoader(),
            new Class<?>[] {EagerCollection.class},
            new AbsentInput(name));
  }

  /** The name of such an input; empty if a collection is none. */
  static Optional<String> nameOf(EagerCollection<?, ?> collection) {
    return Proxy.isProxyClass(collection.getClass())
            && Proxy.getInvocationHandler(collection) instanceof AbsentInput absent
        ? Optional.of(absent.name)
        : Optional.empty();
  }

  /** The exception for a use that needs the contents. */
  static SkipException refusal(String name) {
    return new SkipException(
        "the input "
            + name
            + " is not on this node, since another process computes the graph: a node has what"
            + " the service shares. Share the input under its name, or read a resource");
  }

  @Override
  public Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> arguments != null && proxy == arguments[0];
        default -> name;
      };
    }
    throw refusal(name);
  }
}
