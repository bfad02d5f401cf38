package io.skipruntime.examples.departures;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/** Runs {@link DeparturesService} on the API that stands for a real one. */
public final class DeparturesExample {

  private static final long INTERVAL_MILLIS = 1_000;

  private DeparturesExample() {}

  /** Runs both until the process is told to stop. */
  public static int run(ServerOptions options) {
    try (StationApi api = StationApi.start(InstantSource.system())) {
      System.out.print(text(api.address()));
      SkipServer.run(new DeparturesService(api.address(), INTERVAL_MILLIS), options);
      return 0;
    } catch (IOException e) {
      System.err.println("cannot start the API: " + e.getMessage());
      return 1;
    }
  }

  private static String text(URI api) {
    return """
    StationApi is running at %s, to be polled. Follow the departures of central or harbour:
      curl -sN 'http://127.0.0.1:8080/v1/resources/departures?station=central'
    Let the API fail, see what is stale, and let it recover:
      curl -s -X PUT %1$s/outage
      curl -s http://127.0.0.1:8081/readyz
      curl -s -X DELETE %1$s/outage
    """
        .formatted(api);
  }
}
