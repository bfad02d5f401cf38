package io.skipruntime.server.spi;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/**
 * The means that a server gives to a protocol: the service, and the guards of the control listener.
 * Thread-safe.
 */
public interface ServerAccess {

  /** The service. */
  ServiceInstance service();

  /** The options of the server. */
  ServerOptions options();

  /** Whether a client has to have one of control's tokens. */
  boolean needsPassword();

  /** Whether a text is one of control's tokens. */
  boolean isPassword(String text);

  /**
   * The user whose JSON web token a text is; empty if it is none that holds, or if the server
   * verifies no tokens.
   *
   * @throws IOException if the keys that verify tokens cannot be had at present
   */
  Optional<ProvenUser> user(String text) throws IOException;

  /** Whether connections can be encrypted. */
  boolean isEncrypted();

  /** Whether a client has to have a certificate. */
  boolean needsClientCertificate();

  /**
   * A connection over another one, encrypted with the certificate that the server has now. The
   * handshake is done when it is first read or written.
   *
   * @throws IOException if the connection cannot be encrypted
   */
  Socket encrypted(Socket plain) throws IOException;
}
