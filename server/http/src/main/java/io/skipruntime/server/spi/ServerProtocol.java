package io.skipruntime.server.spi;

import java.util.Optional;

/**
 * A protocol that a server speaks beside HTTP. {@link java.util.ServiceLoader} finds it: a module
 * that has one names its class in {@code
 * META-INF/services/io.skipruntime.server.spi.ServerProtocol}.
 */
public interface ServerProtocol {

  /**
   * Begins to listen; empty if the options do not ask for the protocol.
   *
   * @throws io.skipruntime.server.options.ServerStartException if it cannot
   */
  Optional<OpenProtocol> open(ServerAccess access);
}
