package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skip data repair}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "repair",
    description = "Keeps what can be read up to a commit, and puts the rest into quarantine.")
final class Repair implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Option(
      names = "--cut-at",
      paramLabel = "TICK",
      description = "the last commit that is kept; without it, all before the damage")
  private long tick = Long.MAX_VALUE;

  @Override
  public Integer call() throws IOException {
    DataDirectory.at(directory).repair(tick, System.out::println);
    return 0;
  }
}
