package io.skipruntime.server.connection;

import io.skipruntime.server.security.CertificateFiles;
import io.skipruntime.server.security.SecretFileException;
import io.skipruntime.server.thread.RequestThreads;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * A watch over the files of certificates: when they have changed, connections that are made from
 * then on use the new ones. If the new ones cannot be used, the server keeps those from before, and
 * the log says so once: several files cannot be replaced at one moment.
 */
public final class CertificateReloader {

  private static final System.Logger LOGGER = System.getLogger(CertificateReloader.class.getName());

  /** A reader of the files. */
  @FunctionalInterface
  public interface FilesReader {

    /** What the files say now. */
    CertificateFiles read() throws SecretFileException;
  }

  private final Vertx vertx;
  private final FilesReader reader;
  private final Consumer<Encryption> user;
  private CertificateFiles used;
  private String complaint = "";

  /**
   * A reloader that is not started.
   *
   * @param reader reads the files again
   * @param used what the files said when they were read first
   * @param user is given what is new
   */
  public CertificateReloader(
      Vertx vertx, FilesReader reader, CertificateFiles used, Consumer<Encryption> user) {
    this.vertx = vertx;
    this.reader = reader;
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
      CertificateFiles found = reader.read();
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
