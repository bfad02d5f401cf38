package starter;

import io.skipruntime.client.SecretFile;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Serves {@link StarterService}, and a page that shows it. */
public final class Main {

  private Main() {}

  /**
   * Takes the options of the server; {@code --help} lists them. The environment names the database.
   */
  public static void main(String[] arguments) throws IOException {
    ServerOptions options = ServerOptions.fromArgs(arguments);
    Page page = Page.serve(options);
    System.out.println("page: " + page.address());
    SkipServer.run(
        new StarterService(database(System.getenv())), options.withCorsOrigins(page.origins()));
  }

  private static PostgresOptions database(Map<String, String> environment) {
    String file = environment.get("DATABASE_PASSWORD_FILE");
    return PostgresOptions.of(
        environment.getOrDefault("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/starter"),
        environment.getOrDefault("DATABASE_USER", "starter"),
        file == null
            ? environment.getOrDefault("DATABASE_PASSWORD", "development")
            : SecretFile.password("DATABASE_PASSWORD_FILE", Path.of(file)));
  }
}
