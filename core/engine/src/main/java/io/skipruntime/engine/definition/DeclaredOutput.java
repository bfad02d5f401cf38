package io.skipruntime.engine.definition;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.UnsupportedTypeException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Function;

/**
 * The type of a resource's entries as the author has declared it: the return type of {@code
 * instantiate}.
 *
 * <p>The definition of a resource has a function that makes it, and not its class. So one is made,
 * of sample parameters; nothing is done with it but asking for its class.
 */
public record DeclaredOutput(Codec<?> keys, Codec<?> values) {

  /** The output of a resource, if it is declared. */
  public static Optional<DeclaredOutput> of(ServiceDefinition.ResourceType resource) {
    return resourceClass(resource)
        .flatMap(DeclaredOutput::returnType)
        .flatMap(DeclaredOutput::ofCollection);
  }

  private static Optional<Class<?>> resourceClass(ServiceDefinition.ResourceType resource) {
    Resources.Definition<Object> definition = resource.definition();
    boolean isItsParameters = definition.constructor().getClass() == Function.identity().getClass();
    if (isItsParameters && definition.parameters() instanceof Class<?> type) {
      return Optional.of(type);
    }
    for (SampleJson sample : SampleJson.ALL) {
      try {
        Object params =
            resource
                .parameters()
                .codec()
                .decode(sample.of(resource.parameters().codec().jsonType()));
        Resource<Object> made = definition.constructor().apply(params);
        return Optional.of(made.getClass());
      } catch (DecodeException e) {
        // The type's own constructor does not like this sample; it may like the next one.
      } catch (RuntimeException e) {
        // The resource does not like it, in whatever way its author has it say so.
      }
    }
    return Optional.empty();
  }

  private static Optional<Type> returnType(Class<?> resource) {
    for (Class<?> each = resource; each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        Class<?>[] parameters = method.getParameterTypes();
        if (method.getName().equals("instantiate")
            && !method.isBridge()
            && parameters.length == 2
            && parameters[1] == Context.class) {
          return Optional.of(method.getGenericReturnType());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<DeclaredOutput> ofCollection(Type type) {
    if (!(type instanceof ParameterizedType collection)
        || collection.getRawType() != EagerCollection.class) {
      return Optional.empty();
    }
    try {
      Type[] arguments = collection.getActualTypeArguments();
      return Optional.of(new DeclaredOutput(Codecs.of(arguments[0]), Codecs.of(arguments[1])));
    } catch (UnsupportedTypeException e) {
      return Optional.empty();
    }
  }
}
