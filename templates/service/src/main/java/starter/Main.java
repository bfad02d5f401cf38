package starter;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.util.Set;

/** Serves {@link StarterService}, and a page that shows it. */
public final class Main {

  private static final int PAGE_PORT = 8082;

  private Main() {}

  /** Takes the options of the server; {@code --help} lists them. */
  public static void main(String[] arguments) throws IOException {
    ServerOptions options = ServerOptions.fromArgs(arguments);
    String streaming = "http://127.0.0.1:" + options.streamingPort();
    String page = Page.serve(PAGE_PORT, streaming);
    System.out.println("page: " + page);
    SkipServer.run(new StarterService(), options.withCorsOrigins(Set.of(page)));
  }
}
