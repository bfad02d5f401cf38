package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories that earlier versions wrote, kept as backups: scenario W8. When the format changes, a
 * file of the new one is added, and that of the one before stays.
 */
class FormatTest {

  /** The time of the second format's file, so that its answers are still remembered. */
  private static final Instant WRITTEN = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir private Path directory = Path.of("");

  /** Writes the file of the present format, when it is new. */
  static void write(Path file, Path scratch) throws IOException {
    try (ServiceInstance service = startAccounts(scratch)) {
      service.instantiateResource("stream", "accounts", new AccountsService.All());
      deposit(service, 5, "in a snapshot");
      service.writeSnapshot().orElseThrow().toCompletableFuture().join();
      deposit(service, 2, "in the log");
      assertThatThrownBy(() -> deposit(service, -9, "refused"))
          .isInstanceOf(CommandRefusedException.class);
      DataDirectory.at(scratch).backup(file, line -> {});
    }
  }

  private static Json deposit(ServiceInstance service, long amount, String key) {
    return service
        .commands()
        .run("deposit", new AccountsService.Deposit("é", amount), key)
        .result();
  }

  private static ServiceInstance startAccounts(Path data) {
    return ServiceInstance.start(
        new AccountsService(),
        EngineOptions.defaults().withClock(() -> WRITTEN).withPersistence(Persistence.in(data)));
  }

  private static ServiceInstance start(Path data) {
    return ServiceInstance.start(
        new CountersService(10), EngineOptions.defaults().withPersistence(Persistence.in(data)));
  }

  private Path restored(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = Objects.requireNonNull(FormatTest.class.getResourceAsStream(name))) {
      Files.copy(in, file);
    }
    Path data = directory.resolve("data");
    DataDirectory.restore(file, data, line -> {});
    return data;
  }

  @Test
  void firstFormat_isRead() throws IOException {
    Path data = restored("format-1.zip");
    assertThat(DataDirectory.at(data).verify(line -> {})).isEmpty();
    List<String> entries = new ArrayList<>();
    DataDirectory.at(data)
        .export(
            "counters",
            Long.MAX_VALUE,
            (key, values) -> entries.add(Json.from(key) + " " + Json.from(values)));
    assertThat(entries)
        .containsExactly(
            "\"initial\" [1]",
            "\"x\" [4]",
            "\"é0\" [0]",
            "\"é1\" [1000000007]",
            "\"é2\" [2000000014]",
            "\"é3\" [3000000021]",
            "\"é4\" [4000000028]");
    try (ServiceInstance service = start(data)) {
      assertThat(service.<String, Long>getAll("counters", new CountersService.All())).hasSize(7);
    }
  }

  /** The answers to commands are those of the first run, wherever they are stored. */
  @Test
  void secondFormat_isRead() throws IOException {
    Path data = restored("format-2.zip");
    assertThat(DataDirectory.at(data).verify(line -> {})).isEmpty();
    try (ServiceInstance service = startAccounts(data)) {
      assertThat(deposit(service, 5, "in a snapshot")).isEqualTo(Json.of(5));
      assertThat(deposit(service, 2, "in the log")).isEqualTo(Json.of(7));
      assertThatThrownBy(() -> deposit(service, -9, "refused"))
          .isInstanceOf(CommandRefusedException.class)
          .hasMessage("the account has 7");
      assertThat(service.<String, Long>getAll("accounts", new AccountsService.All()))
          .containsExactly(Entry.of("é", 7L));
    }
  }
}
