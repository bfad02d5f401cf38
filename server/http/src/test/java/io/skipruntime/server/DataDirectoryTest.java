package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.DataDirectory;
import io.skipruntime.journal.Persistence;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers with the option {@code data}. */
final class DataDirectoryTest {

  private static final long TIMEOUT_SECONDS = 60;
  private static final String CAROL_IS_ACTIVE =
      "[[2,[{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}]]]";

  @TempDir private Path directory = Path.of("");

  private TestServer start() {
    return new TestServer(ServerOptions.defaults().withDataDirectory(directory.toString()));
  }

  @Test
  void stream_goesOnWithWhatDiffers_afterARestart() {
    String stream;
    String seen;
    try (TestServer server = start()) {
      stream = server.openStream("active_friends", "0");
      try (EventReader events = server.follow("/v1/streams/" + stream)) {
        EventReader.Event first = events.next();
        assertThat(first.name()).isEqualTo("init");
        seen = first.id();
      }
      assertThat(server.patch("/v1/inputs/users", CAROL_IS_ACTIVE).statusCode()).isEqualTo(200);
    }
    try (TestServer server = start();
        EventReader events = server.follow("/v1/streams/" + stream, "Last-Event-ID: " + seen)) {
      EventReader.Event next = events.next();
      assertThat(next.name()).isEqualTo("update");
      assertThat(next.data()).isEqualTo("[[1001,[1,2]],[1002,[2]]]");
      assertThat(server.post("/v1/snapshot/active_friends", "0").body())
          .isEqualTo("[[1001,[1,2]],[1002,[2]]]");
    }
  }

  @Test
  void metricsAndReadiness_tellOfTheStorage() {
    try (TestServer server = start()) {
      assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(200);
      assertThat(server.metric("skip_storage_usable")).isEqualTo(1);
      assertThat(server.metric("skip_storage_log_records_total")).isPositive();
    }
  }

  @Test
  void readiness_tellsOperatorsOfDamage_andStays() {
    Persistence persistence = Persistence.in(directory);
    StorageStatus damaged =
        new StorageStatus(StorageStatus.State.RECORDING, "a segment is\ngone", Map.of());
    EngineOptions engine =
        EngineOptions.defaults()
            .withPersistence((service, context) ->
                new FailingStorage.Reported(persistence.open(service, context), damaged));
    try (TestServer server = new TestServer(ServerOptions.defaults().withEngine(engine))) {
      HttpResponse<String> operators = server.get(server.control("/readyz"));
      assertThat(operators.statusCode()).isEqualTo(200);
      assertThat(operators.body()).isEqualTo("ready\nstorage: a segment is gone\n");
      assertThat(server.get(server.streaming("/readyz")).body()).isEqualTo("ready\n");
    }
  }

  @Test
  void snapshot_isWritten_whenAnOperatorAsks() throws IOException {
    try (TestServer server = start()) {
      assertThat(server.patch("/v1/inputs/users", CAROL_IS_ACTIVE).statusCode()).isEqualTo(200);
      HttpResponse<String> response = server.post("/v1/admin/snapshot", "");
      assertThat(response.statusCode()).isEqualTo(200);
      Watermark written = server.server().instance().watermark();
      assertThat(response.body()).isEqualTo("{\"watermark\":\"" + written + "\"}");
      List<String> files = new ArrayList<>();
      DataDirectory.at(directory).inspect(files::add);
      assertThat(files).anyMatch(line -> line.contains("tick " + written.tick() + ","));
    }
    try (TestServer without = new TestServer()) {
      HttpResponse<String> response = without.post("/v1/admin/snapshot", "");
      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(TestServer.problem(response).get("type").asString()).isEqualTo("not-persistent");
    }
  }

  private static String user(int key, boolean isActive) {
    return "[[" + key + ",[{\"name\":\"Dora\",\"active\":" + isActive + ",\"friends\":[]}]]]";
  }

  /** A server whose storage is given to {@code use}, too. */
  private void withHeldStorage(ServerOptions options, BiConsumer<TestServer, HeldStorage> use) {
    CompletableFuture<HeldStorage> held = new CompletableFuture<>();
    Persistence persistence = Persistence.in(directory);
    EngineOptions engine =
        options
            .engine()
            .withPersistence((service, context) -> {
              HeldStorage storage = new HeldStorage(persistence.open(service, context));
              held.complete(storage);
              return storage;
            });
    try (TestServer server = new TestServer(options.withEngine(engine))) {
      HeldStorage storage = held.join();
      try {
        use.accept(server, storage);
      } finally {
        storage.release();
      }
    }
  }

  private static CompletableFuture<HttpResponse<String>> patchLater(TestServer server, int key) {
    return CompletableFuture.supplyAsync(
        () -> server.patch("/v1/inputs/users", user(key, true)),
        step -> Thread.ofVirtual().start(step));
  }

  @Test
  void writes_areAnswered_whenTheyAreDurable_eachWithItsTick() {
    withHeldStorage(
        ServerOptions.defaults(),
        (server, storage) -> {
          long before = server.server().instance().watermark().tick();
          storage.hold();
          List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            long records = storage.appended();
            answers.add(patchLater(server, 100 + i));
            Wait.until(() -> storage.appended() > records);
          }
          assertThat(answers).noneMatch(CompletableFuture::isDone);
          assertThat(server.server().instance().watermark().tick()).isEqualTo(before);
          storage.release();
          assertThat(answers)
              .extracting(answer ->
                  Watermark.parse(
                              answer.join().headers().firstValue("Skip-Watermark").orElseThrow())
                          .orElseThrow()
                          .tick()
                      - before)
              .containsExactly(1L, 2L, 3L, 4L, 5L);
        });
  }

  @Test
  void writeThatDoesNotBecomeDurable_isAnsweredInTime_andMaySurvive() {
    withHeldStorage(
        ServerOptions.parse("--wait-seconds=0.5"),
        (server, storage) -> {
          storage.hold();
          HttpResponse<String> late = server.patch("/v1/inputs/users", user(100, true));
          assertThat(late.statusCode()).isEqualTo(503);
          assertThat(TestServer.problem(late).get("detail").asString())
              .contains("has been carried out and waits for the storage");
          storage.release();
          assertThat(server.patch("/v1/inputs/users", user(101, true)).statusCode()).isEqualTo(200);
          assertThat(server.server().instance().<Long, Object>getInput("users"))
              .extracting(Entry::key)
              .contains(100L, 101L);
        });
  }

  @Test
  void secondServer_isRefused_whileTheFirstHasTheDirectory() {
    try (TestServer first = start()) {
      assertThat(first.server().controlPort()).isPositive();
      assertThatThrownBy(this::start)
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void failuresOfTheStorage_areUnavailability() {
    for (StorageException.Reason reason : StorageException.Reason.values()) {
      ProblemDocument problem =
          Failures.problemOf(new StorageException(reason, "what to do"), "a test");
      assertThat(problem.status()).isEqualTo(503);
      assertThat(problem.type())
          .isEqualTo(reason == StorageException.Reason.FULL ? "storage-full" : "storage-failed");
      assertThat(problem.detail()).isEqualTo("what to do");
    }
  }

  @Test
  void process_endsWithAStatusOfItsOwn_whenItsStorageHasFailed()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FailingStorage.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      List<String> lines = output.lines().toList();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(lines).contains("ends: the disk is gone");
      assertThat(process.exitValue()).isEqualTo(74);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
