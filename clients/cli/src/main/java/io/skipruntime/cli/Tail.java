package io.skipruntime.cli;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveChange;
import io.skipruntime.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that follows a resource. */
@Command(
    name = "tail",
    description =
        "Follows a resource: what it has, and then what changes, until it is interrupted.",
    footer = {
      "",
      "A line begins with + for a key that is new, ~ for one whose values have changed, and - for"
          + " one that is gone.",
      "With --json, each change is a line {\"changed\":[[key,[value,…]],…]}; no values: it is"
          + " gone.",
      "A connection that is lost is made anew; what is missing then comes as one change."
    })
final class Tail extends ServiceCommand {

  @Parameters(index = "0", paramLabel = "RESOURCE", description = "its name")
  private String resource = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PARAMS",
      description = "its parameters: one JSON, or NAME=VALUE for each")
  private List<String> params = List.of();

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      hideParamSyntax = true,
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "end after so many changes, of which what it has at first is one")
  private long maxChanges;

  Tail(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    UsageException.requirePositive("--changes", maxChanges);
    var unused = broker.health(); // what cannot be reached at all is told at once
    RemoteResource<Json, Json> followed =
        RemoteResource.of(resource).withParams(Arguments.params(params));
    return new Follower(terminal(), resource, maxChanges, (live, change) -> print(change))
        .follow(broker, followed);
  }

  private void print(LiveChange<Json, Json> change) {
    if (isJson()) {
      terminal().out().println(Lines.json(change));
    } else {
      change
          .changed()
          .forEach((key, values) ->
              terminal().out().println(line(key, change.valuesBefore(key), values)));
    }
  }

  private static String line(Json key, List<Json> before, List<Json> after) {
    if (after.isEmpty()) {
      return "- " + key;
    }
    return before.isEmpty()
        ? "+ " + key + "\t" + Lines.values(after)
        : "~ " + key + "\t" + Lines.values(before) + " → " + Lines.values(after);
  }
}
