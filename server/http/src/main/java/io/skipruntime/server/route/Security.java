package io.skipruntime.server.route;

import io.skipruntime.server.options.OptionConflicts;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.request.ControlAccess;
import io.skipruntime.server.request.StreamAccess;
import io.skipruntime.server.request.Users;
import io.skipruntime.server.security.CertificateFiles;
import io.skipruntime.server.security.SecretFileException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The guards of a server, made from its options before anything is started.
 *
 * @param options the options
 * @param control who may use the control listener
 * @param streams which streams subscribers may follow
 * @param users on whose behalf requests are made
 * @param certificates the files of TLS, if it is to be used
 */
public record Security(
    SecurityOptions options,
    ControlAccess control,
    StreamAccess streams,
    Users users,
    Optional<CertificateFiles> certificates) {

  /**
   * As options say.
   *
   * @throws ServerStartException if options contradict each other, they would leave the control
   *     listener open to everybody, or a file cannot be used
   */
  public static Security of(ServerOptions options) {
    OptionConflicts.requireNone(options);
    SecurityOptions security = options.security();
    try {
      ControlAccess control = ControlAccess.of(options);
      requireGuard(options, control);
      return new Security(
          security,
          control,
          StreamAccess.of(options),
          Users.of(options),
          readCertificates(security));
    } catch (SecretFileException e) {
      throw notUsable(e);
    }
  }

  /** Why a server cannot start of which a file cannot be used. */
  public static ServerStartException notUsable(SecretFileException failure) {
    return new ServerStartException(String.valueOf(failure.getMessage()), failure);
  }

  private static void requireGuard(ServerOptions options, ControlAccess control) {
    if (!options.allowInsecureControl()
        && !control.needsToken()
        && options.security().controlClientAuthorities().isEmpty()
        && !isLoopback(options.controlHost())) {
      throw new ServerStartException(
          "the control listener writes, and "
              + options.controlHost()
              + " is open to other machines; keep it at 127.0.0.1 (--control-host 127.0.0.1),"
              + " have its clients prove who they are (--control-token-file or"
              + " --control-client-authorities), or, where nobody but its clients can reach it, say"
              + " --allow-insecure-control");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ServerStartException("there is no address of the name " + host, e);
    }
  }

  private static Optional<CertificateFiles> readCertificates(SecurityOptions security)
      throws SecretFileException {
    boolean isEncrypted = security.tlsCertificate().isPresent();
    return isEncrypted ? Optional.of(read(security)) : Optional.empty();
  }

  /**
   * Reads the files of TLS again, which are used.
   *
   * @throws SecretFileException if one of them cannot be used
   */
  public CertificateFiles readAgain() throws SecretFileException {
    return read(options);
  }

  private static CertificateFiles read(SecurityOptions security) throws SecretFileException {
    return CertificateFiles.read(
        security.tlsCertificate().orElseThrow(),
        security.tlsKey().orElseThrow(),
        security.controlClientAuthorities());
  }

  /** How addresses of the listeners begin. */
  public String scheme() {
    return certificates.isPresent() ? "https" : "http";
  }
}
