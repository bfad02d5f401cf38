package starter;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;

/** Serves {@link StarterService}, and a page that shows it. */
public final class Main {

  private Main() {}

  /** Takes the options of the server; {@code --help} lists them. */
  public static void main(String[] arguments) throws IOException {
    ServerOptions options = ServerOptions.fromArgs(arguments);
    Page page = Page.serve(options);
    System.out.println("page: " + page.address());
    SkipServer.run(new StarterService(), options.withCorsOrigins(page.origins()));
  }
}
