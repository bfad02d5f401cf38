package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skip data inspect}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "inspect",
    description = "Tells what a data directory has; also while a service uses it.")
final class Inspect implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    DataDirectory.at(directory).inspect(System.out::println);
    return 0;
  }
}
