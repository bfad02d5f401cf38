package io.skipruntime.server.postgres;

import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.spi.OpenProtocol;
import io.skipruntime.server.spi.ServerAccess;
import io.skipruntime.server.spi.ServerProtocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The protocol of PostgreSQL, which a server speaks if {@code postgres-port} says so and this
 * module is among its classes.
 */
public final class PostgresProtocol implements ServerProtocol {

  /** The protocol; {@link java.util.ServiceLoader} makes it. */
  public PostgresProtocol() {}

  @Override
  public Optional<OpenProtocol> open(ServerAccess access) {
    QueryOptions options = access.options().queries();
    if (!options.hasPostgres()) {
      return Optional.empty();
    }
    requireGuard(access, options);
    return Optional.of(PostgresServer.open(access));
  }

  private static void requireGuard(ServerAccess access, QueryOptions options) {
    boolean isGuarded =
        access.isEncrypted() && (access.needsPassword() || access.needsClientCertificate());
    if (!isGuarded
        && !access.options().allowInsecureControl()
        && !isLoopback(options.postgresHost())) {
      throw new ServerStartException(
          "clients of PostgreSQL read everything, and "
              + options.postgresHost()
              + " is open to other machines; keep it at 127.0.0.1 (--postgres-host 127.0.0.1), or"
              + " have its clients prove who they are (--control-token-file or"
              + " --control-client-authorities) over TLS (--tls-certificate), or, where only its"
              + " clients can reach it, say --allow-insecure-control");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ServerStartException("there is no address of the name " + host, e);
    }
  }
}
