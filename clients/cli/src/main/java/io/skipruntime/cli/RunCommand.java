package io.skipruntime.cli;

import io.skipruntime.client.CommandResult;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that runs a command of the service. */
@Command(
    name = "command",
    description = "Runs a command of the service once, and prints its result.",
    footer = {
      "",
      "The watermark is written to standard error; with --json, both are one line of JSON. If there"
          + " is no answer, the request is sent again, up to three times; it runs once even so."
    })
final class RunCommand extends ServiceCommand {

  @Parameters(index = "0", paramLabel = "NAME", description = "the command's name")
  private String name = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PARAMS",
      description = "its parameters: one JSON, or NAME=VALUE for each")
  private List<String> params = List.of();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "the idempotency key: the same one runs the command once (default: a new one)")
  private @Nullable String key;

  RunCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    String used = key == null ? UUID.randomUUID().toString() : key;
    CommandResult answer = broker.command(name, Arguments.params(params), used);
    if (isJson()) {
      Map<String, Json> both =
          Map.of("result", answer.result(), "watermark", Json.of(answer.watermark()));
      terminal().print(Json.object(both).toString());
    } else {
      terminal().print(answer.result().toString());
      terminal().note("watermark " + answer.watermark());
    }
    return ExitCode.DONE;
  }
}
