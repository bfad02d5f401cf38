package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/**
 * Each kind of client comes back by itself after each kind of restart of a service with a data
 * directory, has what the service has, and was told what differs: 95 of 100 returns at least must
 * not begin again with {@code init}, and with three returns that is all of them. The service is
 * restarted three times for all clients together, since that takes long. Clients that cannot be run
 * here are skipped.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ResumeByClientTest {

  private static final long TIMEOUT_SECONDS = 120;

  /** The kinds of restarts. */
  private enum Restart {
    STOP_AND_SAME_CODE,
    STOP_AND_CHANGED_CODE,
    KILL
  }

  /** The kinds of clients. */
  enum Kind {
    LIVE_COLLECTION_IN_JAVA,
    FOLLOWING_SERVICE,
    LIVE_COLLECTION_IN_NODE,
    EVENT_SOURCE_WITH_THE_BROKER_OF_THE_REFERENCE,
    EVENT_SOURCE_OF_A_BROWSER
  }

  /** How often a client was told to begin, and of changes. */
  private record Told(int inits, int updates) {}

  private static final Map<Kind, String> MISSING = new EnumMap<>(Kind.class);
  private static final Map<Kind, Told> AT_FIRST = new EnumMap<>(Kind.class);
  private static final Map<Kind, Told> IN_THE_END = new EnumMap<>(Kind.class);

  /** A client with its own way to the service. */
  private static final class Follower implements AutoCloseable {
    private final ListeningRelay control = new ListeningRelay();
    private final ListeningRelay streaming = new ListeningRelay();
    private FollowingClient client = FollowingClient.NONE;

    Follower() throws IOException {}

    /** Connects the client from now on with ports; 0 for none. */
    void leadTo(int controlPort, int streamingPort) {
      control.leadTo(controlPort);
      streaming.leadTo(streamingPort);
    }

    Told told() {
      return new Told(streaming.count("init"), streaming.count("update"));
    }

    /** Waits until the client has some contents. */
    void until(String contents) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      String seen = client.contents();
      while (!seen.equals(contents)) {
        assertThat(System.nanoTime() - deadline)
            .as("%s still has %s, not %s", client, seen, contents)
            .isNegative();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        seen = client.contents();
      }
    }

    @Override
    public void close() {
      client.close();
      control.close();
      streaming.close();
    }
  }

  /** A process with the service. */
  private static final class Served implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int control;
    private final int streaming;

    Served(Path data, long weight, String origin) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  ScoresService.class.getName(),
                  data.toString(),
                  String.valueOf(weight),
                  origin)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
      control = Integer.parseInt(lines.readLine());
      streaming = Integer.parseInt(lines.readLine());
    }

    private void send(String method, String path, String body)
        throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control + path))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    void put(String key, long value) throws IOException, InterruptedException {
      send("PATCH", "/v1/inputs/scores", "[[\"" + key + "\",[" + value + "]]]");
    }

    /** Ends the process. */
    void end(Restart restart) throws IOException, InterruptedException {
      if (restart == Restart.KILL) {
        send("POST", "/v1/admin/snapshot", ""); // what is carried out again follows a snapshot
        close();
      } else {
        process.getOutputStream().close();
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
      http.close();
    }
  }

  private static FollowingClient open(
      Kind kind, Follower follower, Path directory, Page page, Map<Kind, AutoCloseable> others)
      throws IOException, InterruptedException {
    int control = follower.control.port();
    int streaming = follower.streaming.port();
    return switch (kind) {
      case LIVE_COLLECTION_IN_JAVA -> FollowingClient.java(control, streaming);
      case FOLLOWING_SERVICE -> FollowingClient.follower(control, streaming);
      case LIVE_COLLECTION_IN_NODE -> FollowingClient.npmPackage(directory, control, streaming);
      case EVENT_SOURCE_WITH_THE_BROKER_OF_THE_REFERENCE ->
          FollowingClient.reference(control, streaming);
      case EVENT_SOURCE_OF_A_BROWSER -> {
        Chromium browser = Chromium.start(Files.createDirectory(directory.resolve("profile")));
        others.put(kind, browser);
        yield FollowingClient.browser(browser, page, streaming);
      }
    };
  }

  @BeforeAll
  static void restart(@TempDir Path directory) throws Exception {
    Map<Kind, Follower> followers = new EnumMap<>(Kind.class);
    Map<Kind, AutoCloseable> others = new EnumMap<>(Kind.class);
    Path data = directory.resolve("data");
    long weight = 2;
    try (Page page = new Page()) {
      Served served = new Served(data, weight, page.origin());
      try {
        served.put("weighted", 1);
        for (Kind kind : Kind.values()) {
          Follower follower = new Follower();
          try {
            follower.leadTo(served.control, served.streaming);
            follower.client = open(kind, follower, directory, page, others);
            followers.put(kind, follower);
          } catch (TestAbortedException e) {
            MISSING.put(kind, String.valueOf(e.getMessage()));
            follower.close();
          }
        }
        until(followers, "{weighted=2}");
        followers.forEach((kind, follower) -> AT_FIRST.put(kind, follower.told()));
        long restarts = 0;
        for (Restart restart : Restart.values()) {
          restarts++;
          followers.values().forEach(follower -> follower.leadTo(0, 0));
          served.end(restart);
          weight += restart == Restart.STOP_AND_CHANGED_CODE ? 1 : 0;
          served.close();
          served = new Served(data, weight, page.origin());
          for (Follower follower : followers.values()) {
            follower.leadTo(served.control, served.streaming);
          }
          served.put("restarts", restarts);
          until(followers, "{restarts=" + restarts + ", weighted=" + weight + "}");
        }
        followers.forEach((kind, follower) -> IN_THE_END.put(kind, follower.told()));
      } finally {
        served.close();
        for (Follower follower : followers.values()) {
          follower.close();
        }
        for (AutoCloseable other : others.values()) {
          other.close();
        }
      }
    }
  }

  private static void until(Map<Kind, Follower> followers, String contents)
      throws InterruptedException {
    for (Follower follower : followers.values()) {
      follower.until(contents);
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_isToldDifferences_afterEachKindOfRestart(Kind kind) {
    assumeTrue(!MISSING.containsKey(kind), () -> MISSING.getOrDefault(kind, ""));
    Told first = Objects.requireNonNull(AT_FIRST.get(kind), "the client has begun");
    Told last = Objects.requireNonNull(IN_THE_END.get(kind), "the client has come back");
    assertThat(first.inits()).isPositive();
    assertThat(last.inits()).as("beginnings").isEqualTo(first.inits());
    assertThat(last.updates() - first.updates()).isGreaterThanOrEqualTo(Restart.values().length);
  }
}
