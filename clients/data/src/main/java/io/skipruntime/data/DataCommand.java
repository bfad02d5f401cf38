package io.skipruntime.data;

import io.skipruntime.SkipException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code skip data}: the commands on the data directory of a service. What they find goes to the
 * standard output, how far they are to the standard error. The status is 0 if all is well, 1 if
 * not, 2 if the command is wrong.
 */
@Command(
    mixinStandardHelpOptions = true,
    name = "data",
    description = "Looks at, checks, copies and repairs the data directory of a service.",
    subcommands = {
      Inspect.class,
      Verify.class,
      Backup.class,
      Restore.class,
      Repair.class,
      Export.class,
      At.class
    })
public final class DataCommand implements Callable<Integer> {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private DataCommand() {}

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
        new CommandLine(new DataCommand())
            .setExecutionExceptionHandler((failure, command, result) -> {
              if (failure instanceof IOException || failure instanceof SkipException) {
                System.err.println("skip data: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            })
            .execute(arguments);
    if (System.out.checkError()) {
      System.err.println("skip data: the output cannot be written");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return status;
  }
}
