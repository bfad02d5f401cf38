package io.skipruntime.examples;

import io.skipruntime.SkipService;
import io.skipruntime.cluster.shard.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A program that computes the shards of an example's service for the nodes of a cluster. */
@Command(
    name = "shards",
    mixinStandardHelpOptions = true,
    description = "Computes the shards of a service, for nodes that run with --graph shards.",
    footer =
        "For a service of your own: java -cp CLASSPATH io.skipruntime.cluster.shard.Shards CLASS")
final class ShardsCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "the example, such as groups")
  private String name = "";

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "ADDRESS",
      description = "the logs of the cluster, such as file:DIRECTORY")
  private String cluster = "";

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "into how many parts keys are divided, from 1 to 128")
  private String shards = "";

  @Option(
      names = "--cluster-version",
      paramLabel = "TEXT",
      description = "version of the program, the same for all processes")
  private String version = "";

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
    List<String> arguments = new ArrayList<>(List.of("--cluster", cluster));
    if (!shards.isEmpty()) {
      arguments.addAll(List.of("--shards", shards));
    }
    if (!version.isEmpty()) {
      arguments.addAll(List.of("--cluster-version", version));
    }
    return Shards.run(service.get().get(), arguments.toArray(new String[0]));
  }
}
