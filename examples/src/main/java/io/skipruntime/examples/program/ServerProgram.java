package io.skipruntime.examples.program;

import io.skipruntime.SkipException;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.UsageException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * A program that runs a service and its page until the process is told to stop. Its own options are
 * those of picocli that a subclass has; all others are the options of every server.
 */
public abstract class ServerProgram implements Callable<Integer> {

  /** The time that closing may take once the process is told to stop. */
  private static final long CLOSE_SECONDS = 10;

  private final String parts;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @Unmatched private List<String> serverArguments = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * A program that is not run yet.
   *
   * @param parts what the program starts besides the server, as the message about a failure is to
   *     name it: "the page"
   */
  protected ServerProgram(String parts) {
    this.parts = parts;
  }

  /**
   * Starts everything, waits in {@link #untilStopped}, and closes everything.
   *
   * @throws IllegalArgumentException if an option is wrong, with what it is to be
   */
  protected abstract void run(ServerOptions options)
      throws IOException, SQLException, InterruptedException;

  /** Returns when the process is told to stop, which waits for the end of {@link #run}. */
  protected final void untilStopped() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    told.await();
  }

  private void stop() {
    told.countDown();
    try {
      boolean isClosed = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (!isClosed) {
        System.err.println("closing takes more than " + CLOSE_SECONDS + " s, and is given up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public final Integer call() throws InterruptedException {
    try {
      run(ServerOptions.parse(serverArguments.toArray(new String[0])));
      return CommandLine.ExitCode.OK;
    } catch (UsageException e) {
      if (e.isHelp()) {
        spec.commandLine().usage(System.out);
        System.out.print(e.usage());
        return CommandLine.ExitCode.OK;
      }
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (ServerStartException | SkipException | IllegalArgumentException e) {
      System.err.println("cannot start: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("cannot start " + parts + ": " + e.getMessage());
    } catch (SQLException e) {
      System.err.println("cannot use the database: " + e.getMessage());
    } finally {
      ended.countDown();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Runs the program with the arguments of a process, which it ends if the program fails. */
  protected final void runAsProcess(String[] arguments) {
    int status = new CommandLine(this).execute(arguments);
    if (status != CommandLine.ExitCode.OK) {
      System.exit(status);
    }
  }
}
