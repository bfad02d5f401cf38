package io.skipruntime.board;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.examples.program.ServerProgram;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The program that runs the board: a database, unless one is named, the service, and the web
 * application. Takes the options of every server, too.
 */
@Command(
    name = "board",
    sortOptions = false,
    description = "Runs a board of posts in PostgreSQL, with its web application.")
public final class Board extends ServerProgram {

  @Mixin private ChosenDatabase database = new ChosenDatabase();

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port of the web application, 0 for any (default: ${DEFAULT-VALUE})")
  private int webPort;

  @Option(
      names = "--behind-proxy",
      description = "page and streams are at one address, that of a proxy")
  private boolean behindProxy;

  /** A board that is not run yet. */
  public Board() {
    super("the web application or a database");
  }

  @Override
  protected void run(ServerOptions options) throws IOException, SQLException, InterruptedException {
    database.use((source, followed) -> {
      try (Running running = Running.start(source, followed, options, webPort, behindProxy)) {
        System.out.print(text(running.address(), ChosenDatabase.forShell(source)));
        untilStopped();
      }
    });
  }

  private static String text(String address, String database) {
    return """
    The board is open: %s

    Change it in another shell, and watch the page:
      psql '%s' -U postgres -c "UPDATE posts SET title = 'Changed by hand' WHERE id = 1"

    Stop with Ctrl-C.
    """
        .formatted(address, database);
  }

  /**
   * The service and the web application of a board while they run.
   *
   * @param server the service's server
   * @param web the web application
   * @param address where the page is
   */
  record Running(SkipServer server, BoardWeb web, String address) implements AutoCloseable {

    /**
     * Starts both on a database.
     *
     * @param behindProxy whether a proxy has page and streams at one address
     */
    static Running start(
        PGSimpleDataSource source,
        PostgresOptions followed,
        ServerOptions options,
        int webPort,
        boolean behindProxy)
        throws IOException, SQLException {
      boolean isEmpty = BoardDatabase.prepare(source);
      PostgresService service =
          new PostgresService(followed.withPublication(BoardDatabase.publication()));
      BoardDatabase database = new BoardDatabase(source, service);
      Sessions sessions = new Sessions();
      HttpServer bound = BoardWeb.bind(options.streamingHost(), webPort);
      try {
        String own = "http://127.0.0.1:" + bound.getAddress().getPort();
        Set<String> origins = new HashSet<>(options.corsOrigins());
        origins.add(own);
        origins.add("http://localhost:" + bound.getAddress().getPort());
        SkipServer server =
            SkipServer.start(
                new BoardService(service),
                options
                    .withCorsOrigins(origins)
                    .withSecurity(
                        options
                            .security()
                            .withJwtSecret(sessions.secret())
                            .withJwtIssuer(Sessions.ISSUER)
                            .withJwtAudiences(Set.of(Sessions.AUDIENCE))));
        if (isEmpty) {
          FirstPosts.submit(database);
        }
        String streaming = behindProxy ? "" : "http://127.0.0.1:" + server.streamingPort();
        return new Running(server, BoardWeb.start(database, sessions, streaming, bound), own + "/");
      } catch (RuntimeException | SQLException e) {
        bound.stop(0);
        throw e;
      }
    }

    @Override
    public void close() {
      web.close();
      server.close();
    }
  }

  /** Runs the board until the process is told to stop. */
  public static void main(String[] arguments) {
    new Board().runAsProcess(arguments);
  }
}
