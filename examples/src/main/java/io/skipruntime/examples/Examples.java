package io.skipruntime.examples;

import io.skipruntime.examples.demo.Demo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Parameters;

/** The program that runs the examples: {@code run NAME [OPTION]…}, or {@code demo}. */
@Command(
    name = "skip",
    synopsisSubcommandLabel = "COMMAND",
    description = "Runs the examples of Skip for the JVM.",
    subcommands = {
      Demo.class,
      TypesCommand.class,
      PlanCommand.class,
      ShardsCommand.class,
      Training.class,
      HelpCommand.class
    })
public final class Examples {

  private static final int WRONG_USAGE = CommandLine.ExitCode.USAGE;
  private static final int NOT_WRITTEN = 4;

  Examples() {}

  @Command(
      name = "run",
      description = "Runs an example; without a name, lists them.",
      footer = "What OPTIONs there are: run NAME --help")
  int run(
      @Parameters(arity = "0..*", paramLabel = "NAME [OPTION]", description = "which, and how")
          List<String> arguments) {
    if (arguments == null || arguments.isEmpty()) {
      System.out.print("The examples, each run by: ./skip run NAME\n" + Example.list());
      return 0;
    }
    List<String> options = new ArrayList<>(arguments);
    String name = options.removeFirst();
    Optional<Example> example = Example.find(name);
    if (example.isEmpty()) {
      System.err.print("There is no example \"" + name + "\". There are:\n" + Example.list());
      return WRONG_USAGE;
    }
    return example.get().program().applyAsInt(options.toArray(new String[0]));
  }

  /** The status that the process ends with; 4 if what is printed could not be written. */
  static int execute(String... arguments) {
    int status = executed(arguments);
    if (status == 0 && System.out.checkError()) {
      System.err.println("what is printed could not be written");
      return NOT_WRITTEN;
    }
    return status;
  }

  private static int executed(String... arguments) {
    if (isPlainRun(arguments)) {
      return new Examples().run(List.of(arguments).subList(1, arguments.length));
    }
    CommandLine line = new CommandLine(new Examples());
    line.getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(name.equals("run")));
    if (arguments.length == 0) {
      line.usage(System.err);
      return WRONG_USAGE;
    }
    return line.execute(arguments);
  }

  /**
   * Whether the arguments are {@code run NAME} and what the example itself understands. The parser
   * is not needed for that, and its classes are too old for the cache by which a start is quick.
   */
  private static boolean isPlainRun(String... arguments) {
    return arguments.length > 1 && arguments[0].equals("run") && !arguments[1].startsWith("-");
  }

  public static void main(String[] arguments) {
    int status = execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
