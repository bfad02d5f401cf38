package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skip data restore}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "restore",
    description = "Makes a data directory of a backup.")
final class Restore implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "the backup")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "DIR", description = "an empty directory, or a new one")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    DataDirectory.restore(file, directory, System.err::println);
    return 0;
  }
}
