package io.skipruntime.connect.shared;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An extension that runs a server of another system while the tests of a class run.
 *
 * @param <S> the kind of server
 */
public final class RunningServer<S extends ServerProcess>
    implements BeforeAllCallback, AfterAllCallback {

  private final Callable<S> launch;
  private @Nullable S server;

  /**
   * An extension.
   *
   * @param launch gives a server that is running, or skips the tests where it is not installed
   */
  public RunningServer(Callable<S> launch) {
    this.launch = launch;
  }

  /** The server; while the tests of the class run. */
  public S get() {
    return Objects.requireNonNull(server, "the server is running");
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    server = launch.call();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
