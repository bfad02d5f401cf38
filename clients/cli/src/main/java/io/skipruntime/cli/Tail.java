package io.skipruntime.cli;

import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveChange;
import io.skipruntime.client.live.LiveCollection;
import io.skipruntime.client.live.LiveListener;
import io.skipruntime.client.live.LiveStatus;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
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
    var unused = broker.health(); // what cannot be reached at all is told at once
    RemoteResource<Json, Json> followed =
        RemoteResource.of(resource).withParams(Arguments.params(params));
    try (LiveCollection<Json, Json> live = LiveCollection.open(broker, followed)) {
      live.addListener(new Printer());
      terminal().stopped().await();
      if (live.status().state() == LiveStatus.State.FAILED) {
        terminal().note("skip: " + live.status().reason().orElse("the resource has failed"));
        return ExitCode.REFUSED;
      }
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.DONE;
    }
  }

  /** The printer of changes as they come. */
  private final class Printer implements LiveListener<Json, Json> {

    private long changes;

    @Override
    public void changed(LiveChange<Json, Json> change) {
      if (changes == maxChanges) {
        return;
      }
      if (isJson()) {
        terminal().out().println(json(change));
      } else {
        change
            .changed()
            .forEach((key, values) ->
                terminal().out().println(line(key, change.valuesBefore(key), values)));
      }
      changes++;
      // checkError writes what there is; execute says why it cannot be written.
      if (terminal().out().checkError() || changes == maxChanges) {
        terminal().stopped().countDown();
      }
    }

    @Override
    public void statusChanged(LiveStatus status) {
      switch (status.state()) {
        case LIVE -> terminal().note("# live: " + resource);
        case STALE, CONNECTING ->
            status
                .reason()
                .ifPresent(reason ->
                    terminal()
                        .note(
                            "# "
                                + status.state().name().toLowerCase(java.util.Locale.ROOT)
                                + ": "
                                + reason));
        case FAILED -> terminal().stopped().countDown();
        case CLOSED -> {
          // it was interrupted
        }
      }
    }
  }

  private static String json(LiveChange<Json, Json> change) {
    List<Json> entries =
        change.changed().entrySet().stream()
            .<Json>map(each -> Json.array(each.getKey(), Json.array(each.getValue())))
            .toList();
    return Json.object(Map.of("changed", Json.array(entries))).toString();
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
