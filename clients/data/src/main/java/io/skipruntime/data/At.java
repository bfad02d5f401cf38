package io.skipruntime.data;

import io.skipruntime.Entry;
import io.skipruntime.journal.DataDirectory;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skip data at}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "at",
    description =
        "Prints a resource as it was after a commit, as lines of JSON: [key, [value, ...]].")
final class At implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "TICK", description = "the commit")
  private long tick;

  @Mixin private ServiceClass service = new ServiceClass();

  @Option(
      names = "--resource",
      paramLabel = "NAME",
      required = true,
      description = "which resource")
  private String resource = "";

  @Option(names = "--params", paramLabel = "JSON", description = "its parameters")
  private String params = "null";

  @Override
  public Integer call() throws IOException, ReflectiveOperationException {
    List<Entry<Object, Object>> entries =
        service.use(each ->
            DataDirectory.at(directory).resourceAt(each, tick, resource, Json.parse(params)));
    for (Entry<Object, Object> entry : entries) {
      System.out.println("[" + Json.from(entry.key()) + "," + Json.from(entry.values()) + "]");
    }
    return 0;
  }
}
