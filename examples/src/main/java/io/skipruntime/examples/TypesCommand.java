package io.skipruntime.examples;

import io.skipruntime.SkipService;
import io.skipruntime.typescript.TypeScript;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import io.skipruntime.typescript.Types;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A program that prints the TypeScript types of an example's service. */
@Command(
    name = "types",
    mixinStandardHelpOptions = true,
    description = "Prints the TypeScript types of an example's inputs and resources.",
    footer = "For a service of your own: java -cp CLASSPATH io.skipruntime.typescript.Types CLASS")
final class TypesCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "the example, such as groups")
  private String name = "";

  @Option(
      names = "--bigint",
      description = "have long be number | bigint, which large values are, instead of number")
  private boolean bigint;

  @Override
  public Integer call() {
    Optional<Supplier<SkipService<?, ?>>> service = Example.find(name).flatMap(Example::service);
    if (service.isEmpty()) {
      System.err.print(
          (name.isEmpty() ? "Which service? " : "There is no service \"" + name + "\". ")
              + "There are:\n"
              + Example.listServices());
      return CommandLine.ExitCode.USAGE;
    }
    LongNumbers longs = bigint ? LongNumbers.NUMBER_OR_BIGINT : LongNumbers.NUMBER;
    return Types.print(TypeScript.of(service.get().get(), longs));
  }
}
