package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.connection.Encryption;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.route.Security;
import io.skipruntime.server.security.KeysUnavailableException;
import io.skipruntime.server.spi.OpenProtocol;
import io.skipruntime.server.spi.ProtocolNumber;
import io.skipruntime.server.spi.ProvenUser;
import io.skipruntime.server.spi.ServerAccess;
import io.skipruntime.server.spi.ServerProtocol;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The protocols that modules add to a server, with the guards of the control listener. Thread-safe.
 */
final class OtherProtocols implements ServerAccess, AutoCloseable {

  private static final String[] TLS_VERSIONS = {"TLSv1.2", "TLSv1.3"};

  private final ServiceInstance service;
  private final Security security;
  private final ServerOptions options;
  private volatile @Nullable SSLContext encryption;
  private final List<OpenProtocol> open = new CopyOnWriteArrayList<>();

  OtherProtocols(ServiceInstance service, Security security, ServerOptions options) {
    this.service = service;
    this.security = security;
    this.options = options;
  }

  /**
   * Opens what the options ask for.
   *
   * @throws ServerStartException if a protocol cannot be opened, or no module has it
   */
  void open() {
    for (ServerProtocol each : ServiceLoader.load(ServerProtocol.class)) {
      each.open(this).ifPresent(open::add);
    }
    if (options.queries().hasPostgres() && port("postgres").isEmpty()) {
      throw new ServerStartException(
          "postgres-port: the server knows no clients of PostgreSQL; add skip-postgres-server to"
              + " its classes");
    }
  }

  /** Uses other certificates for connections that are made from now on. */
  void renew(Vertx vertx, Encryption found) {
    encryption = found.context(vertx);
  }

  /** The port of a protocol; empty if it is not open. */
  OptionalInt port(String name) {
    return open.stream()
        .filter(each -> each.name().equals(name))
        .mapToInt(OpenProtocol::port)
        .findAny();
  }

  /** The numbers of all protocols. */
  List<ProtocolNumber> numbers() {
    return open.stream().flatMap(each -> each.numbers().stream()).toList();
  }

  @Override
  public ServiceInstance service() {
    return service;
  }

  @Override
  public ServerOptions options() {
    return options;
  }

  @Override
  public boolean needsPassword() {
    return security.control().needsToken();
  }

  @Override
  public boolean isPassword(String text) {
    return security.control().isToken(text);
  }

  @Override
  public Optional<ProvenUser> user(String text) throws IOException {
    try {
      return security
          .users()
          .proved(text)
          .map(token -> new ProvenUser(token.principal(), token.expiry()));
    } catch (KeysUnavailableException e) {
      throw new IOException("the keys of users' tokens cannot be had", e);
    }
  }

  @Override
  public boolean isEncrypted() {
    return security.certificates().isPresent();
  }

  @Override
  public boolean needsClientCertificate() {
    return security.options().controlClientAuthorities().isPresent();
  }

  @Override
  public Socket encrypted(Socket plain) throws IOException {
    SSLContext context = encryption;
    if (context == null) {
      throw new IOException("the server has no certificate");
    }
    SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
    encrypted.setUseClientMode(false);
    encrypted.setNeedClientAuth(needsClientCertificate());
    encrypted.setEnabledProtocols(TLS_VERSIONS);
    encrypted.setEnabledCipherSuites(Encryption.CIPHER_SUITES.toArray(String[]::new));
    return encrypted;
  }

  @Override
  public void close() {
    open.forEach(OpenProtocol::close);
  }
}
