package io.skipruntime.server;

import io.skipruntime.server.connection.CertificateReloader;
import io.skipruntime.server.connection.Encryption;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.route.Security;
import io.skipruntime.server.security.SecretFileException;
import io.skipruntime.server.thread.RequestThreads;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The encryption of a server's listeners, from the files that its guards have read.
 *
 * @param security has the files, if TLS is to be used
 */
record ServerEncryption(Security security) {

  /**
   * TLS of the control listener, if it is to be used.
   *
   * @throws ServerStartException if the key is not that of the certificate
   */
  Optional<Encryption> of(Vertx vertx) {
    try {
      return security.certificates().isPresent()
          ? Optional.of(Encryption.of(vertx, security.certificates().get()))
          : Optional.empty();
    } catch (SecretFileException e) {
      throw Security.notUsable(e);
    }
  }

  /**
   * Looks for new contents of the files of TLS every so often, if it is used.
   *
   * @param user is given what is new
   */
  void renew(Vertx vertx, RequestThreads threads, Consumer<Encryption> user) {
    security
        .certificates()
        .ifPresent(used ->
            new CertificateReloader(vertx, security::readAgain, used, user)
                .start(threads, security.options().tlsReloadMillis()));
  }
}
