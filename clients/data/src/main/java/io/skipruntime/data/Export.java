package io.skipruntime.data;

import io.skipruntime.journal.DataDirectory;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skip data export}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "export",
    description = "Prints an input as lines of JSON: [key, [value, ...]].")
final class Export implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Option(names = "--input", paramLabel = "NAME", required = true, description = "which input")
  private String input = "";

  @Option(names = "--at", paramLabel = "TICK", description = "the commit; without it, the last one")
  private long tick = Long.MAX_VALUE;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    long exported =
        DataDirectory.at(directory)
            .export(
                input,
                tick,
                (key, values) -> out.println("[" + Json.from(key) + "," + Json.from(values) + "]"));
    System.err.println(input + " as of commit " + exported);
    return 0;
  }
}
