package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skip data verify}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "verify",
    description =
        "Reads every byte of a data directory and tells what is wrong; with --recompute also"
            + " whether its snapshots are what the log gives, and its resources what the service"
            + " computes.")
final class Verify implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Option(names = "--recompute", description = "compute again, and compare")
  private boolean recompute;

  @Mixin private ServiceClass service = new ServiceClass();

  @Override
  public Integer call() throws IOException, ReflectiveOperationException {
    DataDirectory data = DataDirectory.at(directory);
    List<String> problems =
        recompute
            ? service.use(each -> data.recompute(each, System.err::println))
            : data.verify(System.err::println);
    problems.forEach(System.out::println);
    return problems.isEmpty() ? 0 : 1;
  }
}
