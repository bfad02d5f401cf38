package io.skipruntime.cli;

import io.skipruntime.client.BrokerException;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program that uses a running service from a shell. */
@Command(
    name = "skip",
    synopsisSubcommandLabel = "COMMAND",
    description = "Uses a running service.",
    subcommands = {HelpCommand.class},
    footer = {
      "",
      "Exit codes: 0 done, 1 refused by the service or not ready, 2 not understood, 3 not"
          + " reachable, 4 not written to where it prints."
    })
public final class SkipCommand {

  private static final long STOP_MILLIS = 5_000;

  /** The commands that have something to say when they are interrupted; others end at once. */
  private static final Set<String> ENDED_IN_ORDER = Set.of("load", "tail");

  /** What the launcher sets where a person sees what is written; the JDK 21 cannot tell. */
  private static final String TERMINAL_VARIABLE = "SKIP_TERMINAL";

  /** What the launcher sets where a person types what is read. */
  private static final String TYPED_VARIABLE = "SKIP_TYPED";

  SkipCommand() {}

  /** Runs a command; its exit code. */
  static int execute(Terminal terminal, String... arguments) {
    CommandLine line =
        new CommandLine(new SkipCommand())
            .addSubcommand(new Get(terminal))
            .addSubcommand(new Tail(terminal))
            .addSubcommand(new Put(terminal))
            .addSubcommand(new Delete(terminal))
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new Load(terminal))
            .addSubcommand(new Sql(terminal))
            .addSubcommand(new Status(terminal))
            .addSubcommand(new ShowGraph(terminal))
            .addSubcommand(new Top(terminal))
            .addSubcommand(new Why(terminal))
            .addSubcommand(new Token(terminal))
            .addSubcommand(new Training())
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler((failure, command, result) -> explain(failure, terminal));
    if (arguments.length == 0) {
      line.usage(terminal.err());
      terminal.err().flush();
      return ExitCode.USAGE;
    }
    int code = line.execute(arguments);
    terminal.err().flush();
    try {
      terminal.out().complete();
      return code;
    } catch (OutputException e) {
      return code == ExitCode.DONE ? notWritten(e, terminal) : code;
    }
  }

  private static int notWritten(OutputException failure, Terminal terminal) {
    if (failure.isPipeClosed()) {
      return ExitCode.PIPE_CLOSED;
    }
    terminal.note("skip: what is to be printed cannot be written: " + failure.getMessage());
    return ExitCode.NOT_WRITTEN;
  }

  private static int explain(Exception failure, Terminal terminal) throws Exception {
    terminal.out().flush();
    return switch (failure) {
      case UsageException e -> {
        terminal.note("skip: " + e.getMessage());
        yield ExitCode.USAGE;
      }
      case BrokerException e -> {
        Refusal.tell(e, terminal);
        yield ExitCode.REFUSED;
      }
      case UncheckedIOException e -> {
        terminal.note(
            "skip: the service cannot be reached: "
                + e.getMessage()
                + "\n--control and --streaming say where it is");
        yield ExitCode.UNREACHABLE;
      }
      case OutputException e -> notWritten(e, terminal);
      default -> throw failure;
    };
  }

  /** Runs a command as the process; what it ends with is its exit code. */
  public static void main(String[] arguments) {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    int[] code = {ExitCode.INTERRUPTED};
    long stopMillis =
        arguments.length > 0 && ENDED_IN_ORDER.contains(arguments[0]) ? STOP_MILLIS : 0;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              stopped.countDown();
              if (awaits(done, stopMillis)) {
                Runtime.getRuntime().halt(code[0]);
              }
            }));
    code[0] = executeExactly(terminal(stopped), arguments);
    done.countDown();
    System.exit(code[0]);
  }

  private static int executeExactly(Terminal terminal, String... arguments) {
    String[] exact;
    try {
      exact = TypedArguments.exact(arguments);
    } catch (UsageException e) {
      terminal.note("skip: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return execute(terminal, exact);
  }

  /** Gives the command that was interrupted a moment to end in an orderly manner. */
  private static boolean awaits(CountDownLatch done, long millis) {
    try {
      return done.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static Terminal terminal(CountDownLatch stopped) {
    return new Terminal(
        System.in,
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        stopped,
        System.getenv(TERMINAL_VARIABLE) != null,
        System.getenv(TYPED_VARIABLE) != null);
  }

  private static Output writer(FileDescriptor descriptor) {
    return new Output(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8)));
  }
}
