package io.skipruntime.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A leader and its followers as processes, of which one after the other is killed at random and
 * started again while clients write: in the end all have what the leader has. {@code
 * -Dskip.kills=500} for longer.
 */
class ClusterTest {

  private static final int KILLS = Integer.getInteger("skip.kills", 4);
  private static final long SEED = Long.getLong("skip.kills.seed", 3);
  private static final int FOLLOWERS = 3;
  private static final int USERS = 4;
  private static final String EXAMPLES = "io.skipruntime.examples.Examples";

  /** A process that is started again whenever it was killed, at the same ports. */
  private static final class Node implements AutoCloseable {
    final Entrypoint entrypoint;
    private final List<String> command = new ArrayList<>();
    private Process process;

    Node(String example, List<String> options) throws IOException {
      entrypoint = FreePorts.take();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseSerialGC"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), EXAMPLES, "run"));
      command.add(example);
      command.addAll(List.of("--control-port", String.valueOf(entrypoint.control().getPort())));
      command.addAll(List.of("--streaming-port", String.valueOf(entrypoint.streaming().getPort())));
      command.addAll(options);
      process = start();
    }

    private Process start() throws IOException {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    void killAndStartAgain() throws IOException {
      kill();
      process = start();
    }

    /** Starts a process that has given up, as whatever supervises it would. */
    void keepRunning() throws IOException {
      if (!process.isAlive()) {
        process = start();
      }
    }

    void kill() {
      process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      kill();
    }
  }

  private static Node follower(Entrypoint leader) throws IOException {
    return new Node(
        "cluster-follower",
        List.of(
            "--leader-control-port",
            String.valueOf(leader.control().getPort()),
            "--leader-streaming-port",
            String.valueOf(leader.streaming().getPort())));
  }

  private static Json user(String name, boolean active, long... friends) {
    return Json.object(
        Map.of(
            "name",
            Json.of(name),
            "active",
            Json.of(active),
            "friends",
            Json.array(java.util.Arrays.stream(friends).mapToObj(Json::of).toList())));
  }

  /** Writes; what a leader that is away does not take is lost, as it said. */
  private static boolean write(SkipServiceBroker leader, Random random) {
    long id = random.nextInt(USERS);
    Json user = user("user " + random.nextInt(), random.nextBoolean(), id + 1, id + 2);
    try {
      leader.update("users", List.of(new JsonEntry(Json.of(id), List.of(user))));
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** What all users see at a node. */
  private static String seen(Node node) {
    StringBuilder text = new StringBuilder();
    try (SkipServiceBroker broker = new SkipServiceBroker(node.entrypoint)) {
      for (long id = 0; id < USERS; id++) {
        text.append(broker.getAll("active_friends", Json.of(id))).append('\n');
      }
    }
    return text.toString();
  }

  private static String readiness(Node node) throws Exception {
    URI address = node.entrypoint.control().resolve("/readyz");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void followers_haveWhatTheirLeaderHas_whateverWasKilled() throws Exception {
    Random random = new Random(SEED);
    List<Node> nodes = new ArrayList<>();
    try {
      Node leader = new Node("cluster-leader", List.of());
      nodes.add(leader);
      for (int i = 0; i < FOLLOWERS; i++) {
        nodes.add(follower(leader.entrypoint));
      }
      int taken = 0;
      try (SkipServiceBroker writer = new SkipServiceBroker(leader.entrypoint)) {
        for (int kill = 0; kill < KILLS; kill++) {
          Node victim = nodes.get(random.nextInt(nodes.size()));
          Until.holds("somebody is ready", () -> readiness(victim).startsWith("ready"));
          victim.killAndStartAgain();
          for (int i = 0; i < 20; i++) {
            taken += write(writer, random) ? 1 : 0;
          }
          for (Node node : nodes) {
            node.keepRunning();
          }
        }
        Until.holds("the leader takes a write", () -> write(writer, random));
      }
      assertThat(taken).as("writes that were taken").isPositive();
      for (Node node : nodes.subList(1, nodes.size())) {
        Until.holds("a follower is live", () -> readiness(node).equals("ready\n"));
        Until.holds("it has what its leader has", () -> seen(node).equals(seen(leader)));
      }
    } finally {
      for (Node node : nodes) {
        node.close();
      }
    }
  }

  @Test
  void follower_saysThatItIsStale_whileItsLeaderIsAway() throws Exception {
    try (Node leader = new Node("cluster-leader", List.of());
        Node follower = follower(leader.entrypoint)) {
      Until.holds("the follower is live", () -> readiness(follower).equals("ready\n"));
      String before = seen(follower);
      leader.kill();
      Until.holds("it is stale", () -> readiness(follower).contains("__skip_leader/leader stale"));
      assertThat(seen(follower)).isEqualTo(before);
      leader.keepRunning();
      Until.holds("it is live again", () -> readiness(follower).equals("ready\n"));
    }
  }
}
