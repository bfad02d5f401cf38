package io.skipruntime.board;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.SkipException;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.UsageException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * The program that runs the board: a database, unless one is named, the service, and the web
 * application. Takes the options of every server, too.
 */
@Command(
    name = "board",
    sortOptions = false,
    description = "Runs a board of posts in PostgreSQL, with its web application.")
public final class Board implements Callable<Integer> {

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "a database, such as jdbc:postgresql://127.0.0.1:5432/board; by default one is started",
        "that ends with this program. Its password is taken from PGPASSWORD"
      })
  private @Nullable String database;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:PGUSER:-postgres}",
      description = "the role to connect as (default: $$PGUSER, or postgres)")
  private String user = "";

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

  @Unmatched private List<String> serverArguments = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run(ServerOptions.parse(serverArguments.toArray(new String[0])));
    } catch (UsageException e) {
      if (e.isHelp()) {
        spec.commandLine().usage(System.out);
        System.out.print(e.usage());
        return 0;
      }
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (ServerStartException | SkipException | IllegalArgumentException e) {
      System.err.println("cannot start: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("cannot start the web application or a database: " + e.getMessage());
    } catch (SQLException e) {
      System.err.println("cannot use the database: " + e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private int run(ServerOptions options) throws IOException, SQLException, InterruptedException {
    if (database != null) {
      PGSimpleDataSource source = source(database, user, password());
      return run(options, source, PostgresOptions.of(database, user, password()));
    }
    System.out.println("starting a PostgreSQL…");
    try (EmbeddedDatabase embedded = EmbeddedDatabase.start()) {
      PostgresOptions followed = PostgresOptions.of(embedded.url(), "postgres", "");
      System.out.println("its address is " + embedded.url() + ", its user postgres");
      return run(options, source(embedded.url(), "postgres", ""), followed);
    }
  }

  private static String password() {
    String password = System.getenv("PGPASSWORD");
    return password == null ? "" : password;
  }

  private int run(ServerOptions options, PGSimpleDataSource source, PostgresOptions followed)
      throws IOException, SQLException, InterruptedException {
    try (Running running = Running.start(source, followed, options, webPort, behindProxy)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
      System.out.print(text(running.address(), source.getUrl()));
      stopped.await();
    }
    return 0;
  }

  private static PGSimpleDataSource source(String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  private static String text(String address, String database) {
    return """
    The board is open: %s

    Change it in another shell, and watch the page:
      psql '%s' -U postgres -c "UPDATE posts SET title = 'Changed by hand' WHERE id = 1"

    Stop with Ctrl-C.
    """
        .formatted(address, database.replaceFirst("^jdbc:", "").replaceFirst("[?].*", ""));
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
    int status = new CommandLine(new Board()).execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
