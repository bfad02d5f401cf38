package io.skipruntime.cli;

import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that says why a key of a resource has its values. */
@Command(
    name = "why",
    description =
        "Says why a key has its values: the entries that they were computed from, down to those of"
            + " inputs, and who wrote them.",
    footer = {"", "The service has to run with the option inspect."})
final class Why extends ServiceCommand {

  @Parameters(index = "0", paramLabel = "RESOURCE", description = "its name")
  private String resource = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "the key")
  private String key = "";

  @Parameters(
      index = "2..*",
      paramLabel = "PARAMS",
      description = "the resource's parameters: one JSON, or NAME=VALUE for each")
  private List<String> params = List.of();

  @Option(
      names = "--collection",
      description = "RESOURCE is the name of an input or of a node of the graph instead")
  private boolean isCollection;

  @Option(
      names = "--at",
      paramLabel = "WATERMARK",
      description =
          "explain what was there after this version, EPOCH/TICK, as far back as the service keeps"
              + " it")
  private @Nullable String version;

  @Option(
      names = "--tries",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "find out of the first N entries of inputs whether the values are the same without them;"
              + " each costs the service what the write would")
  private int tries;

  @Option(
      names = "--causes",
      paramLabel = "N",
      defaultValue = "8",
      description = "how many causes of one entry are shown; default 8")
  private int causes;

  Why(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    JsonObject answer = broker.inspect("why", question()).asObject();
    if (isJson()) {
      terminal().print(answer.toString());
    } else {
      WhyText.of(answer).forEach(terminal()::print);
    }
    return ExitCode.DONE;
  }

  private Json question() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(isCollection ? "collection" : "resource", Json.of(resource));
    if (!isCollection) {
      members.put("params", Arguments.params(params));
    }
    members.put("key", Arguments.json(key));
    if (version != null) {
      members.put("at", Json.of(version));
    }
    members.put("causes", Json.of(causes));
    members.put("tries", Json.of(tries));
    return Json.object(members);
  }
}
