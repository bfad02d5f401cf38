package io.skipruntime.sources;

import io.skipruntime.SkipException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code skip source}: the commands on what services leave in the databases that they follow. The
 * status is 0 if all is well, 1 if not, 2 if the command is wrong.
 */
@Command(
    mixinStandardHelpOptions = true,
    name = "source",
    description = "Looks at what services leave in the databases that they follow, and removes it.",
    subcommands = {ListSlots.class, DropSlot.class})
public final class SourceCommand implements Callable<Integer> {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private SourceCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }

  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command; returns its status. */
  static int run(String... arguments) {
    int status =
        new CommandLine(new SourceCommand())
            .setExecutionExceptionHandler((failure, command, result) -> {
              if (failure instanceof SkipException) {
                System.err.println("skip source: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            })
            .execute(arguments);
    if (System.out.checkError()) {
      System.err.println("skip source: the output cannot be written");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return status;
  }
}
