package io.skipruntime.examples;

import io.skipruntime.SkipService;
import io.skipruntime.cluster.shard.Plans;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A program that prints how shards would compute an example's service. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Prints the levels in which shards would compute a service, and what is copied.",
    footer =
        "For a service of your own: java -cp CLASSPATH io.skipruntime.cluster.shard.Plans CLASS")
final class PlanCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "the example, such as groups, or the class of a service")
  private String name = "";

  @Option(names = "--json", description = "print JSON, for programs")
  private boolean isJson;

  @Option(
      names = "--class",
      description = "print the name of the example's class instead, for programs that want it")
  private boolean isClass;

  @Override
  public Integer call() {
    Optional<Supplier<SkipService<?, ?>>> service = Example.find(name).flatMap(Example::service);
    if (service.isPresent() && isClass) {
      System.out.println(service.get().get().getClass().getName());
      return CommandLine.ExitCode.OK;
    }
    if (service.isPresent()) {
      return Plans.print(service.get().get(), isJson);
    }
    if (name.contains(".")) {
      return Plans.print(name, isJson);
    }
    System.err.print(
        (name.isEmpty() ? "Which service? " : "There is no service \"" + name + "\". ")
            + "There are:\n"
            + Example.listServices());
    return CommandLine.ExitCode.USAGE;
  }
}
