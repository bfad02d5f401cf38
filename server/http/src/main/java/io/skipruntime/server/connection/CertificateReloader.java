package io.skipruntime.server.connection;

import io.skipruntime.server.security.CertificateFiles;
import io.skipruntime.server.security.SecretFileException;
import io.skipruntime.server.thread.RequestThreads;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Looks at the files of certificates now and then, and has what is new in them used for new
 * connections. If they cannot be used, what there was before is kept, and the log says so once:
 * whoever replaces several files cannot do it at one moment.
 */
public final class CertificateReloader {

  private static final System.Logger LOGGER = System.getLogger(CertificateReloader.class.getName());

  /** Reads files. */
  @FunctionalInterface
  public interface Source {

    /** What the files say now. */
    CertificateFiles read() throws SecretFileException;
  }

  private final Vertx vertx;
  private final Source source;
  private final Consumer<Encryption> user;
  private CertificateFiles used;
  private String complaint = "";

  /**
   * A reloader that is not started.
   *
   * @param used what the files said when they were read first
   * @param user is given what is new
   */
  public CertificateReloader(
      Vertx vertx, Source source, CertificateFiles used, Consumer<Encryption> user) {
    this.vertx = vertx;
    this.source = source;
    this.used = used;
    this.user = user;
  }

  /** Looks at the files every so often, on one of the given threads, until Vert.x is closed. */
  public void start(RequestThreads threads, long millis) {
    vertx.setTimer(
        millis,
        timer ->
            threads.run(() -> {
              look();
              start(threads, millis);
            }));
  }

  private void look() {
    try {
      CertificateFiles found = source.read();
      if (!found.isSame(used)) {
        user.accept(Encryption.of(vertx, found));
        used = found;
        LOGGER.log(System.Logger.Level.INFO, "the certificates were replaced; new ones are used");
      }
      complaint = "";
    } catch (SecretFileException | RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(complaint)) {
        complaint = message;
        LOGGER.log(
            System.Logger.Level.WARNING,
            "the certificates on disk cannot be used, those from before are: {0}",
            message);
      }
    }
  }
}
