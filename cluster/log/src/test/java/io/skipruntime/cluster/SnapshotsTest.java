package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.Entry;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that begin with a snapshot of the log: they have what the others have, decide alike, and
 * the log gives up what no node needs.
 */
class SnapshotsTest {

  private static final long SEGMENT_BYTES = 8_000;

  @TempDir private Path directory = Path.of("");
  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void closeAll() {
    started.forEach(ServiceInstance::close);
  }

  private Cluster cluster(String version) {
    return Cluster.on(() -> FileLog.open(directory, SEGMENT_BYTES), "of the test")
        .withProgramVersion(version);
  }

  private ServiceInstance node() {
    return node("1");
  }

  private ServiceInstance node(String version) {
    ServiceInstance node =
        ServiceInstance.start(
            new TallyService(), EngineOptions.defaults().withCommitOrder(cluster(version)));
    started.add(node);
    return node;
  }

  private List<Path> files(String prefix) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes until the log has given up its first records. */
  private long writeUntilTrimmed(ServiceInstance node) {
    long account = 1_000;
    long end = System.nanoTime() + 60_000_000_000L;
    while (files("commits-").getFirst().endsWith("commits-000000000000000001")) {
      assertTrue(System.nanoTime() < end, "the log is trimmed");
      account++;
      node.update("amounts", List.of(Entry.of(account, account)));
    }
    return account;
  }

  private static double figure(ServiceInstance node, String name) {
    return Objects.requireNonNull(node.order().orElseThrow().figures().get(name));
  }

  private static Json account(long number) {
    return Json.object(Map.of("account", Json.of(number)));
  }

  @Test
  void nodeThatBeginsWithASnapshot_hasWhatTheOthersHave_andDecidesAlike() {
    ServiceInstance one = node();
    ServiceInstance other = node();
    Json first = one.commands().run("increment", account(50), "k").result();
    writeUntilTrimmed(one);
    ServiceInstance late = node();
    assertTrue(figure(late, "commits_total") < one.watermark().tick() - 1, "it did not replay all");
    Contents.awaitTick(late, one.watermark().tick());
    assertEquals(Contents.of(one), Contents.of(late));
    assertEquals(first, late.commands().run("increment", account(50), "k").result());
    assertThrows(
        IdempotencyKeyReusedException.class,
        () -> late.commands().run("increment", account(51), "k"));
    late.update("aliases", List.of(Entry.of("a", 50L)));
    assertThrows(
        SkipException.class,
        () -> late.update("amounts", List.of(Entry.of(5L, TallyService.FORBIDDEN))));
    for (ServiceInstance each : List.of(one, other, late)) {
      Contents.awaitTick(each, late.watermark().tick());
      assertEquals(Contents.of(late), Contents.of(each));
      assertEquals(0, figure(each, "disagreements_total"));
      assertEquals("", each.order().orElseThrow().detail());
    }
    assertTrue(files("snapshot-0").size() <= 2 && !files("snapshot-0").isEmpty());
  }

  @Test
  void allNodesCanStop_andBeginWithTheSnapshot() {
    ServiceInstance one = node();
    long last = writeUntilTrimmed(one);
    Map<String, String> contents = Contents.of(one);
    long tick = one.watermark().tick();
    one.close();
    ServiceInstance again = node();
    assertEquals(tick, again.watermark().tick());
    assertEquals(contents, Contents.of(again));
    again.update("amounts", List.of(Entry.of(last + 1, 7L)));
    assertEquals(List.of(7L), again.<Long>getArray("above", 0L, last + 1));
  }

  @Test
  void subscriberThatWasElsewhere_isToldOnlyWhatChanged_byANodeThatBeganWithASnapshot() {
    ServiceInstance one = node();
    writeUntilTrimmed(one);
    ServiceInstance late = node();
    one.instantiateResource("a", "sums", Json.object(Map.of()));
    Subscription left = one.subscribe("a", Optional.empty());
    assertTrue(left.poll().orElseThrow().isInitial());
    one.update("amounts", List.of(Entry.of(3L, 1_000_000L)));
    late.instantiateResource("b", "sums", Json.object(Map.of()));
    Subscription resumed = late.resume("b", left.lastEventId());
    Contents.awaitTick(late, one.watermark().tick());
    CollectionUpdate<Object, Object> update = resumed.poll().orElseThrow();
    assertFalse(update.isInitial());
    assertEquals(1, update.values().size());
    assertEquals(3L, update.values().getFirst().key());
    assertEquals(one.watermark(), update.watermark());
  }

  @Test
  void otherProgram_isRefused_alsoBySnapshots() {
    writeUntilTrimmed(node());
    SkipException refusal = assertThrows(SkipException.class, () -> node("2"));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("of another program"), refusal.getMessage());
  }

  @Test
  void logWhoseSnapshotsAreAllDamaged_isRefused_withWhatToDo() throws IOException {
    writeUntilTrimmed(node());
    closeAll();
    for (Path each : files("snapshot-0")) {
      Files.write(each, new byte[] {1, 2, 3});
    }
    SkipException refusal = assertThrows(SkipException.class, this::node);
    assertTrue(String.valueOf(refusal.getMessage()).contains("backup"), refusal.getMessage());
  }
}
