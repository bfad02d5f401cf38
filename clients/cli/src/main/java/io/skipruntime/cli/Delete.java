package io.skipruntime.cli;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that removes keys of an input in one commit. */
@Command(name = "delete", description = "Removes keys of an input, with all their values.")
final class Delete extends ServiceCommand {

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "the input")
  private String collection = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "as JSON if it is JSON, else as a string")
  private List<String> keys = List.of();

  Delete(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    List<JsonEntry> entries = keys.stream().map(Arguments::json).map(JsonEntry::deleted).toList();
    Written.print(this, entries.size(), broker.update(collection, entries));
    return ExitCode.DONE;
  }
}
