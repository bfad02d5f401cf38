package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of {@code ./skip cluster NAME --workers N}, as by a user. It builds what is not built, so
 * it takes minutes: {@code -Dflink.launcher=true}.
 */
@EnabledIfSystemProperty(named = "flink.launcher", matches = "true")
class LauncherTest {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String USERS =
      "[[7,[{\"name\":\"Zoe\",\"active\":true,\"friends\":[]}]],"
          + "[8,[{\"name\":\"Max\",\"active\":true,\"friends\":[7]}]]]";
  private static final String GROUPS = "[[70,[{\"name\":\"seven\",\"members\":[7,8]}]]]";

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(root.resolve("skip"))) {
      root = Objects.requireNonNull(root.getParent(), "the launcher is above the module");
    }
    return root;
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  private HttpResponse<String> send(String method, String url, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private boolean isReady(String control) throws InterruptedException {
    try {
      return send("GET", control + "/readyz", "").statusCode() == 200;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false; // nothing listens yet
    }
  }

  @Test
  void clusterWithWorkers_takesAWrite_answers_andLeavesNoProcess() throws Exception {
    String port = freePort();
    String control = "http://127.0.0.1:" + port;
    Path said = directory.resolve("said");
    Process launcher =
        new ProcessBuilder(
                root().resolve("skip").toString(),
                "cluster",
                "groups",
                "--nodes",
                "1",
                "--workers",
                "2",
                "--log",
                directory.resolve("log").toString(),
                "--control-port",
                port,
                "--streaming-port",
                freePort())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    List<ProcessHandle> processes = List.of();
    try {
      TestCluster.await(() -> isReady(control), () -> textOf(said), PATIENCE);
      processes = launcher.descendants().toList();
      assertThat(processes.size()).as("a job and a node").isGreaterThanOrEqualTo(2);
      assertThat(send("PATCH", control + "/v1/inputs/users", USERS).statusCode()).isEqualTo(200);
      assertThat(send("PATCH", control + "/v1/inputs/groups", GROUPS).statusCode()).isEqualTo(200);
      assertThat(send("POST", control + "/v1/snapshot/active_friends", "8").body())
          .contains("[70,[7]]");
      launcher.destroy();
      assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (ProcessHandle each : processes) {
        TestCluster.await(() -> !each.isAlive(), () -> each.info() + " does not end");
      }
    } finally {
      processes.forEach(ProcessHandle::destroyForcibly);
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    }
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
