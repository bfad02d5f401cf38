package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skip data verify}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "verify",
    description = "Reads every byte of a data directory and tells what is wrong.")
final class Verify implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    List<String> problems = DataDirectory.at(directory).verify(System.err::println);
    problems.forEach(System.out::println);
    return problems.isEmpty() ? 0 : 1;
  }
}
