package io.skipruntime.examples.remote;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.sum.SumService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;

/** Runs {@link RemoteService}, and the service that it follows next to it, at ports of its own. */
public final class RemoteExample {

  private RemoteExample() {}

  /** Runs both until the process is told to stop. */
  public static int run(ServerOptions options) {
    try (SkipServer sum =
        SkipServer.start(new SumService(), ServerOptions.defaults().withPorts(0, 0))) {
      System.out.print(text(sum.controlPort()));
      Entrypoint entrypoint = Entrypoint.local(sum.streamingPort(), sum.controlPort());
      SkipServer.run(new RemoteService(entrypoint), options);
      return 0;
    }
  }

  private static String text(int control) {
    return """
    SumService is running, to be followed
      control    http://127.0.0.1:%d
    Write a number there, and read it from RemoteService below:
      curl -s -X PATCH -H 'Content-Type: application/json' -d '[["x",[7]]]' http://127.0.0.1:%1$d/v1/inputs/input1
      curl -sN http://127.0.0.1:8080/v1/resources/sums
    """
        .formatted(control);
  }
}
