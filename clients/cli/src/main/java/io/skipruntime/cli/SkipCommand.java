package io.skipruntime.cli;

import io.skipruntime.client.BrokerException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
          + " reachable."
    })
public final class SkipCommand {

  private static final long STOP_MILLIS = 5_000;
  private static final int INTERRUPTED = 130;

  /** What the launcher sets where a person sees what is written; the JDK 21 cannot tell. */
  private static final String TERMINAL_VARIABLE = "SKIP_TERMINAL";

  SkipCommand() {}

  /** Runs a command; its exit code. */
  static int execute(Terminal terminal, String... arguments) {
    CommandLine line =
        new CommandLine(new SkipCommand())
            .addSubcommand(new Get(terminal))
            .addSubcommand(new Tail(terminal))
            .addSubcommand(new Put(terminal))
            .addSubcommand(new Delete(terminal))
            .addSubcommand(new Load(terminal))
            .addSubcommand(new Status(terminal))
            .addSubcommand(new Training())
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler((failure, command, result) -> explain(failure, terminal));
    if (arguments.length == 0) {
      line.usage(terminal.err());
      return ExitCode.USAGE;
    }
    int code = line.execute(arguments);
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  private static int explain(Exception failure, Terminal terminal) throws Exception {
    terminal.out().flush();
    return switch (failure) {
      case UsageException e -> {
        terminal.note("skip: " + e.getMessage());
        yield ExitCode.USAGE;
      }
      case BrokerException e -> {
        refused(e, terminal);
        yield ExitCode.REFUSED;
      }
      case UncheckedIOException e -> {
        terminal.note(
            "skip: the service cannot be reached: "
                + e.getMessage()
                + "\n--control and --streaming say where it is");
        yield ExitCode.UNREACHABLE;
      }
      default -> throw failure;
    };
  }

  private static void refused(BrokerException refusal, Terminal terminal) {
    terminal.note("skip: the service refuses: " + refusal.getMessage());
    if (refusal.problem().find("errors").orElse(Json.NULL) instanceof JsonArray errors
        && errors.size() > 1) {
      for (Json each : errors.elements()) {
        if (each instanceof JsonObject error) {
          terminal.note("  " + text(error, "pointer") + ": " + text(error, "detail"));
        }
      }
    }
    if (refusal.status() == 401) {
      terminal.note("--token-file names the file with the token of the control listener");
    }
  }

  private static String text(JsonObject object, String member) {
    return object.find(member).orElse(Json.NULL) instanceof JsonString text ? text.value() : "";
  }

  /** Runs a command as the process; what it ends with is its exit code. */
  public static void main(String[] arguments) {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    int[] code = {INTERRUPTED};
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              stopped.countDown();
              if (awaits(done)) {
                Runtime.getRuntime().halt(code[0]);
              }
            }));
    code[0] = execute(terminal(stopped), arguments);
    done.countDown();
    System.exit(code[0]);
  }

  /** Gives the command that was interrupted a moment to end in an orderly manner. */
  private static boolean awaits(CountDownLatch done) {
    try {
      return done.await(STOP_MILLIS, TimeUnit.MILLISECONDS);
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
        System.getenv(TERMINAL_VARIABLE) != null);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
