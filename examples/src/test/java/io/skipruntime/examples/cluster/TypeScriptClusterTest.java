package io.skipruntime.examples.cluster;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.examples.NodeProject;
import io.skipruntime.json.Json;
import io.skipruntime.mirror.Mirroring;
import io.skipruntime.mirror.Topology;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaders and followers of the TypeScript implementation work with those in Java. */
class TypeScriptClusterTest {

  private static final ServerOptions ANY_PORTS = ServerOptions.defaults().withPorts(0, 0);

  private final NodeProject programs = new NodeProject("npm-cluster");

  @BeforeEach
  void install() throws IOException, InterruptedException {
    programs.install();
  }

  private static Entrypoint of(SkipServer server) {
    return Entrypoint.local(server.streamingPort(), server.controlPort());
  }

  /** Writes at the leader, and waits until the follower has the doubles. */
  private static void play(Entrypoint leader, Entrypoint follower) {
    try (SkipServiceBroker writer = new SkipServiceBroker(leader);
        SkipServiceBroker reader = new SkipServiceBroker(follower)) {
      write(writer, "a", Json.of(1));
      Until.holds("the follower answers", () -> doubled(reader) != null);
      untilHas(reader, "[[\"a\",[2]]]");
      write(writer, "b", Json.of(5));
      untilHas(reader, "[[\"a\",[2]],[\"b\",[10]]]");
      write(writer, "a");
      untilHas(reader, "[[\"b\",[10]]]");
    }
  }

  private static void untilHas(SkipServiceBroker broker, String entries) {
    Until.holds("the follower has " + entries, () -> doubled(broker).toString().equals(entries));
  }

  private static Json doubled(SkipServiceBroker broker) {
    return Json.array(
        broker.getAll("doubled", Json.object(Map.of())).stream()
            .map(entry -> Json.array(entry.key(), Json.array(entry.values())))
            .toList());
  }

  private static void write(SkipServiceBroker broker, String key, Json... values) {
    broker.update("numbers", List.of(new JsonEntry(Json.of(key), List.of(values))));
  }

  @Test
  void followerInTypeScript_followsALeaderInJava() throws IOException {
    Entrypoint follower = FreePorts.take();
    try (SkipServer leader = SkipServer.start(Topology.asLeader(new NumbersService()), ANY_PORTS)) {
      Process process =
          programs.start(
              "follower.mjs",
              follower.control().getPort(),
              follower.streaming().getPort(),
              leader.controlPort(),
              leader.streamingPort());
      try {
        play(of(leader), follower);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void followerInJava_followsALeaderInTypeScript() throws IOException {
    Entrypoint leader = FreePorts.take();
    Process process =
        programs.start("leader.mjs", leader.control().getPort(), leader.streaming().getPort());
    try (SkipServer follower =
        SkipServer.start(
            Topology.asFollower(new NumbersService(), leader, Mirroring.SEPARATELY), ANY_PORTS)) {
      play(leader, of(follower));
    } finally {
      process.destroyForcibly();
    }
  }
}
