package io.skipruntime.frameworks.plain;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;

// region main
/** The program: it takes the server's options, and ends by SIGTERM. */
public final class Main {

  private Main() {}

  /** Serves the service until the process is ended. */
  public static void main(String[] arguments) {
    SkipServer.run(new Doubles(), ServerOptions.parse(arguments));
  }
}
// endregion
