package io.skipruntime.workers;

import io.skipruntime.engine.spi.UserFunction;
import java.util.List;
import java.util.function.UnaryOperator;

/** A function that a name of the service identifies: that of a resource or a command. */
interface NamedFunction extends UserFunction {

  @Override
  default String fingerprint() {
    return identity().toString();
  }

  @Override
  default List<?> collections() {
    return List.of();
  }

  @Override
  default UserFunction bind(UnaryOperator<Object> collections) {
    return this;
  }
}
