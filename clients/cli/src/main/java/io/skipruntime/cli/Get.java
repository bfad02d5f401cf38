package io.skipruntime.cli;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that reads a resource. */
@Command(
    name = "get",
    description = "Reads a resource: a line for each key, with its values.",
    footer = {
      "",
      "With --json, each line is [key,[value,…]], which load takes; with --key, too, the one line"
          + " is [value,…]."
    })
final class Get extends ServiceCommand {

  @Parameters(index = "0", paramLabel = "RESOURCE", description = "its name")
  private String resource = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PARAMS",
      description = "its parameters: one JSON, or NAME=VALUE for each")
  private List<String> params = List.of();

  @Option(names = "--key", paramLabel = "KEY", description = "read the values of this key only")
  private @Nullable String key;

  @Option(
      names = "--at-least",
      paramLabel = "WATERMARK",
      description = "wait until the service has this version, which a write has printed")
  private @Nullable String watermark;

  @Option(
      names = "--at",
      paramLabel = "WATERMARK",
      description =
          "read what was there after this version, EPOCH/TICK, as far back as the service keeps it")
  private @Nullable String version;

  Get(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    SkipServiceBroker waiting = watermark == null ? broker : broker.atLeast(watermark);
    SkipServiceBroker reading = version == null ? waiting : waiting.at(version);
    Json parameters = Arguments.params(params);
    if (key != null) {
      print(reading.getArray(resource, parameters, Arguments.json(key)));
    } else {
      for (JsonEntry entry : reading.getAll(resource, parameters)) {
        terminal().print(isJson() ? Lines.json(entry) : Lines.readable(entry));
      }
    }
    return ExitCode.DONE;
  }

  private void print(List<Json> values) {
    if (isJson()) {
      terminal().print(Json.array(values).toString());
    } else {
      values.forEach(value -> terminal().print(value.toString()));
    }
  }
}
