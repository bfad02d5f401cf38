package io.skipruntime.spring;

import io.skipruntime.server.options.ServerOptions;

/**
 * A change of the options that the properties {@code skip.*} give, for what properties cannot say,
 * such as a clock or a listener of the engine. All beans of this type are applied in their order.
 */
@FunctionalInterface
public interface ServerOptionsCustomizer {

  /** The options that are used in place of the given ones. */
  ServerOptions customize(ServerOptions options);
}
