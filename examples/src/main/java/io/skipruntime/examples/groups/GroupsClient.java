package io.skipruntime.examples.groups;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.EventStream;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.StreamEvent;
import io.skipruntime.json.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * A client of the groups service: it follows the active friends of Bob, who is user 0, while it
 * writes what happens to his friends, and prints both.
 */
public final class GroupsClient {

  private static final long TIMEOUT_MILLIS = 10_000;

  private static final Map<String, List<JsonEntry>> START =
      Map.of(
          "users",
          List.of(
              entry(0, "{'name':'Bob','active':true,'friends':[1,2]}"),
              entry(1, "{'name':'Alice','active':true,'friends':[0,2]}"),
              entry(2, "{'name':'Carol','active':false,'friends':[0,1]}"),
              entry(3, "{'name':'Eve','active':true,'friends':[]}")),
          "groups",
          List.of(
              entry(1001, "{'name':'Group 1','members':[1,2,3]}"),
              entry(1002, "{'name':'Group 2','members':[0,2]}")));

  private final SkipServiceBroker broker;
  private final EventStream events;
  private final PrintStream out;

  private GroupsClient(SkipServiceBroker broker, EventStream events, PrintStream out) {
    this.broker = broker;
    this.events = events;
    this.out = out;
  }

  /**
   * Plays the scenario, from the groups service's initial data on.
   *
   * @throws IllegalStateException if an event does not come in time
   */
  public static void play(Entrypoint service, PrintStream out) {
    try (SkipServiceBroker broker = new SkipServiceBroker(service)) {
      broker.update(START);
      String uuid = broker.getStreamUUID("active_friends", Json.of(0));
      try (EventStream events = EventStream.open(service.stream(uuid))) {
        out.println("the active friends of Bob in each group");
        new GroupsClient(broker, events, out).play();
      }
      broker.deleteUUID(uuid);
    }
  }

  private void play() {
    printEvent();
    write("Carol becomes active", "users", 2, "{'name':'Carol','active':true,'friends':[0,1]}");
    write("Alice becomes inactive", "users", 1, "{'name':'Alice','active':false,'friends':[0,2]}");
    write("Eve becomes Bob's friend", "users", 0, "{'name':'Bob','active':true,'friends':[1,2,3]}");
    write("Bob and Eve make up group 1002", "groups", 1002, "{'name':'Group 2','members':[0,3]}");
    write("Bob loses his friends", "users", 0, "{'name':'Bob','active':true,'friends':[]}");
    write("Carol becomes Bob's friend", "users", 0, "{'name':'Bob','active':true,'friends':[2]}");
  }

  private void write(String what, String collection, long key, String value) {
    out.println(what);
    broker.update(collection, List.of(entry(key, value)));
    printEvent();
  }

  private void printEvent() {
    StreamEvent event =
        events
            .next(TIMEOUT_MILLIS)
            .orElseThrow(() -> new IllegalStateException("the event did not come"));
    out.printf("  %-6s %s%n", event.name(), event.data());
  }

  private static JsonEntry entry(long key, String value) {
    return JsonEntry.of(Json.of(key), Json.parse(value.replace('\'', '"')));
  }
}
