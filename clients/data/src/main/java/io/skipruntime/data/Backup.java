package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skip data backup}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "backup",
    description = "Copies a data directory into one file; also while a service uses it.")
final class Backup implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "the file that is made")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    DataDirectory.at(directory).backup(file, System.err::println);
    return 0;
  }
}
