package io.skipruntime.examples.enrich;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;

/** A program that runs {@link EnrichService} on the API that stands for a model. */
public final class EnrichExample {

  private EnrichExample() {}

  /** Runs both until the process is told to stop. */
  public static int run(ServerOptions options) {
    try (DescriptionApi api = DescriptionApi.start()) {
      System.out.print(text(api.address()));
      SkipServer.run(new EnrichService(api.address()), options);
      return 0;
    } catch (IOException e) {
      System.err.println("cannot start the API: " + e.getMessage());
      return 1;
    }
  }

  private static String text(URI api) {
    return """
    DescriptionApi is running at %s, to be called for each product. Follow the descriptions:
      curl -sN 'http://127.0.0.1:8080/v1/resources/described'
    Add a product, one that cannot be described, and one while the API is busy:
      ./skip put products 4 '{"name":"lamp","material":"brass"}'
      ./skip put products 5 '{"name":"","material":"air"}'
      curl -s -X PUT %1$s/outage
      ./skip put products 6 '{"name":"rug","material":"wool"}'
      curl -s -X DELETE %1$s/outage
    See how many calls there were:
      ./skip status
    """
        .formatted(api);
  }
}
