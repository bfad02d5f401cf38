package io.skipruntime.engine.operator;

import io.skipruntime.ContextMapper;
import io.skipruntime.Mapper;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.spi.UserFunction;
import io.skipruntime.engine.spi.WaveFunction;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A user's {@link Mapper} or {@link ContextMapper}, as one type.
 *
 * @param function the function the author wrote
 */
record MapperFunction(NodeFunction function) {

  private static final int EMITTED_KEY = 2;

  /**
   * The type of the keys that the function emits, if it is of a class that says so; null of a
   * lambda and of a class that leaves it open.
   */
  @Nullable Type emittedKeyType() {
    for (Type implemented : function.user().getClass().getGenericInterfaces()) {
      if (implemented instanceof ParameterizedType generic
          && (generic.getRawType() == Mapper.class
              || generic.getRawType() == ContextMapper.class)) {
        return generic.getActualTypeArguments()[EMITTED_KEY];
      }
    }
    return null;
  }

  /** Whether the function can reach collections: it captured some, or may ask for some. */
  boolean seesCollections() {
    return !(function.user() instanceof Mapper)
        || function.user() instanceof UserFunction
        || !function.nodes().isEmpty();
  }

  /** The function, if its runs are made in waves; null for nearly all. */
  @Nullable WaveFunction inWaves() {
    return function.user() instanceof WaveFunction wave ? wave : null;
  }

  /** The function, with its collections bound to a node's evaluation. */
  @SuppressWarnings("unchecked") // the engine gives a mapper what the typed API let it be put over
  ContextMapper<Object, Object, Object, Object> boundTo(Evaluation evaluation) {
    return switch (function.boundTo(evaluation)) {
      case ContextMapper<?, ?, ?, ?> mapper ->
          (ContextMapper<Object, Object, Object, Object>) mapper;
      case Mapper<?, ?, ?, ?> mapper -> {
        Mapper<Object, Object, Object, Object> bound =
            (Mapper<Object, Object, Object, Object>) mapper;
        yield (key, values, out, context) -> bound.mapEntry(key, values, out);
      }
      case Object other -> throw new IllegalArgumentException(other + " is not a mapper");
    };
  }
}
