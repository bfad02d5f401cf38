package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.cluster.log.ForwardingLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes and computations that begin with snapshots of the two logs, whose first records are gone:
 * they have what those have that have been there all the time.
 */
class ShardSnapshotsTest {

  private static final long SEGMENT_BYTES = 6_000;
  private static final Object NONE = new Resources.NoParameters();
  private static final long PEOPLE = 20;

  @TempDir private Path directory = Path.of("");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private long written;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    opened.clear();
  }

  private Path ticks() {
    return directory.resolve("ticks");
  }

  private ShardLogs logs() {
    return logs(SEGMENT_BYTES, SEGMENT_BYTES);
  }

  /** The logs with segments of some sizes; a large one is never shortened. */
  private ShardLogs logs(long ofCommits, long ofTicks) {
    return ShardLogs.of(
        "L", () -> FileLog.open(directory, ofCommits), () -> FileLog.open(ticks(), ofTicks));
  }

  private ShardComputation compute(int shards) {
    return compute(shards, logs());
  }

  private ShardComputation compute(int shards, ShardLogs logs) {
    ShardComputation computation =
        ShardComputation.start(new TeamsService(), logs, shards, "", tick -> {});
    opened.add(computation);
    return computation;
  }

  private ServiceInstance node() {
    return node(logs());
  }

  private ServiceInstance node(ShardLogs logs) {
    ServiceInstance node =
        ServiceInstance.start(
            new TeamsService(), EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)));
    opened.add(node);
    return node;
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<Path> files(Path directory, String prefix) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTrimmed(Path log) {
    return !files(log, "commits-").getFirst().endsWith("commits-000000000000000001");
  }

  /** Makes one write; now and then one that is rejected. */
  private void write(ServiceInstance node) {
    written++;
    long id = written % PEOPLE;
    node.update(
        "people", List.of(Entry.of(id, new Person("the person " + written, written % 3 > 0))));
    node.update("teams", List.of(Entry.of(written % 7, List.of(id, 0L))));
    if (written % 11 == 0) {
      assertThatThrownBy(() -> node.update("people", List.of(Entry.deleted(0L))))
          .isInstanceOf(ComputationException.class);
    }
  }

  private void writeUntil(String what, ServiceInstance node, BooleanSupplier isDone) {
    if (written == 0) {
      node.update("people", List.of(Entry.of(0L, new Person("the first", true))));
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isDone.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      write(node);
    }
  }

  private static Map<String, Map<Object, Object>> contents(ServiceInstance node) {
    Map<String, Map<Object, Object>> contents = new TreeMap<>();
    for (String resource : List.of("active", "counts")) {
      Map<Object, Object> all = new TreeMap<>();
      node.getAll(resource).forEach(each -> all.put(each.key(), each.values()));
      contents.put(resource, all);
    }
    return contents;
  }

  private static double figure(ServiceInstance node, String name) {
    return Objects.requireNonNull(node.order().orElseThrow().figures().get(name), name);
  }

  private void requireEqual(ServiceInstance some, ServiceInstance other) {
    awaitThat("both are at one tick", () -> some.watermark().equals(other.watermark()));
    assertThat(contents(some)).isEqualTo(contents(other));
    assertThat(contents(some).get("counts")).isNotEmpty();
  }

  @Test
  void nodeThatBeginsWithASnapshot_hasWhatTheOthersHave_andBothLogsAreShortened() {
    compute(2);
    ServiceInstance one = node();
    writeUntil("both logs are shortened", one, () -> isTrimmed(directory) && isTrimmed(ticks()));
    ServiceInstance late = node();
    requireEqual(late, one);
    assertThat(figure(late, "commits_total")).isLessThan(figure(one, "commits_total"));
    write(late);
    write(one);
    requireEqual(late, one);
    awaitThat("the node has looked", () -> figure(one, "ticks_log_first_tick") > 1);
    assertThat(figure(one, "log_first_tick")).isGreaterThan(1);
    assertThat(figure(one, "log_snapshot_tick")).isPositive();
    assertThat(figure(one, "ticks_log_snapshot_tick")).isPositive();
    assertThat(files(directory, "snapshot-0")).hasSizeBetween(1, 2);
    assertThat(files(ticks(), "snapshot-0")).hasSizeBetween(1, 2);
  }

  @Test
  void stream_goesOnAtANodeThatBeganWithASnapshot() {
    compute(2);
    ServiceInstance one = node();
    writeUntil("the log of ticks is shortened", one, () -> isTrimmed(ticks()));
    ServiceInstance late = node();
    one.instantiateResource("a", "active", NONE);
    Subscription left = one.subscribe("a", Optional.empty());
    assertThat(left.poll().orElseThrow().isInitial()).isTrue();
    one.update("teams", List.of(Entry.of(100L, List.of(0L))));
    awaitThat("the node comes to it", () -> late.watermark().equals(one.watermark()));
    late.instantiateResource("b", "active", NONE);
    CollectionUpdate<Long, Long> resumed =
        late.resume("b", left.lastEventId()).<Long, Long>poll().orElseThrow();
    assertThat(resumed.isInitial()).isFalse();
    assertThat(resumed.values()).isEqualTo(List.of(Entry.of(100L, 0L)));
  }

  @Test
  void computationThatBeginsWithASnapshot_goesOn_withAnyNumberOfShards() {
    ShardComputation first = compute(2, logs(SEGMENT_BYTES, 1 << 30));
    ServiceInstance node = node(logs(SEGMENT_BYTES, 1 << 30));
    writeUntil("the log of commits is shortened", node, () -> isTrimmed(directory));
    assertThat(isTrimmed(ticks())).isFalse();
    for (int shards : List.of(1, 5, 3)) {
      opened.remove(first);
      first.close();
      first = compute(shards, logs(SEGMENT_BYTES, 1 << 30));
      for (int i = 0; i < 12; i++) {
        write(node);
      }
    }
    requireEqual(node(logs(SEGMENT_BYTES, 1 << 30)), node);
    requireSameAsOneProcess(node);
  }

  @Test
  void outcomesThatAreGone_areComputedAgain_fromTheInputs() throws Exception {
    ShardComputation first = compute(2, logs(1 << 30, SEGMENT_BYTES));
    ServiceInstance node = node(logs(1 << 30, SEGMENT_BYTES));
    writeUntil("the log of ticks is shortened", node, () -> isTrimmed(ticks()));
    assertThat(files(directory, "snapshot-0")).isEmpty();
    opened.remove(first);
    first.close();
    compute(3, logs(1 << 30, SEGMENT_BYTES));
    for (int i = 0; i < 12; i++) {
      write(node);
    }
    requireEqual(node(), node);
    requireSameAsOneProcess(node);
    assertEachTickOnce();
  }

  private void assertEachTickOnce() {
    try (CommitLog log = logs().openTicks()) {
      LogSnapshot newest = log.newestSnapshot().orElseThrow();
      assertThat(newest.place()).isEqualTo(SnapshotHead.of(newest, "L").tick());
      assertThat(TickReader.lastTick(log, "L", SnapshotHead.of(newest, "L").beginning().origin()))
          .isEqualTo(log.end());
    }
  }

  /** Compares with a process that is given what the node's inputs were written with. */
  private void requireSameAsOneProcess(ServiceInstance node) {
    try (ServiceInstance alone = ServiceInstance.start(new TeamsService())) {
      long all = written;
      written = 0;
      alone.update("people", List.of(Entry.of(0L, new Person("the first", true))));
      while (written < all) {
        write(alone);
      }
      assertThat(contents(node)).isEqualTo(contents(alone));
    }
  }

  @Test
  void damagedSnapshots_areNotUsed_andTheOlderOnesAre() throws Exception {
    compute(2);
    ServiceInstance one = node();
    writeUntil(
        "each log has two snapshots",
        one,
        () ->
            isTrimmed(directory)
                && isTrimmed(ticks())
                && files(directory, "snapshot-0").size() == 2
                && files(ticks(), "snapshot-0").size() == 2);
    Map<String, Map<Object, Object>> before = contents(one);
    closeAll();
    damage(files(directory, "snapshot-0").getLast());
    damage(files(ticks(), "snapshot-0").getLast());
    compute(3);
    ServiceInstance again = node();
    assertThat(contents(again)).isEqualTo(before);
    write(again);
    requireSameAsOneProcess(again);
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void logsWhoseSnapshotsAreAllDamaged_areRefused_withWhatToDo() throws Exception {
    compute(2);
    ServiceInstance one = node();
    writeUntil("both logs are shortened", one, () -> isTrimmed(directory) && isTrimmed(ticks()));
    closeAll();
    for (Path log : List.of(directory, ticks())) {
      for (Path each : files(log, "snapshot-0")) {
        damage(each);
      }
    }
    assertThatThrownBy(() -> compute(2))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("the log of commits L has given up its first records")
        .hasMessageContaining("take a copy of both logs from one backup");
    assertThatThrownBy(this::node)
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("take a copy of both logs from one backup");
  }

  @Test
  void snapshotsOfAFormatThatIsNotKnown_areRefused_withWhatToDo() throws Exception {
    compute(2);
    ServiceInstance one = node();
    writeUntil("both logs are shortened", one, () -> isTrimmed(directory) && isTrimmed(ticks()));
    closeAll();
    ShardLogs ofOthers =
        ShardLogs.of(
            "L",
            () -> new OtherFormat(FileLog.open(directory, SEGMENT_BYTES)),
            () -> new OtherFormat(FileLog.open(ticks(), SEGMENT_BYTES)));
    String text =
        "the snapshot is of format 0, and this version of Skip reads format 1: use the version"
            + " that the others have";
    assertThatThrownBy(() -> compute(2, ofOthers))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(text);
    assertThatThrownBy(() -> node(ofOthers))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(text);
  }

  /** A log whose snapshots are of a format that nobody writes. */
  private static final class OtherFormat extends ForwardingLog {
    private final CommitLog log;

    OtherFormat(CommitLog log) {
      super(log);
      this.log = log;
    }

    @Override
    public Optional<LogSnapshot> newestSnapshot() {
      return log.newestSnapshot()
          .map(each -> {
            byte[] decisions = each.decisions().clone();
            decisions[0] = 0;
            return new LogSnapshot(each.place(), decisions, each.state());
          });
    }
  }

  @Test
  void logsOfDifferentBackups_areRefused() throws Exception {
    ShardComputation computation = compute(2);
    ServiceInstance one = node();
    writeUntil("both logs are shortened", one, () -> isTrimmed(directory) && isTrimmed(ticks()));
    closeAll();
    for (Path each : files(directory, "")) {
      if (!Files.isDirectory(each)) {
        Files.delete(each);
      }
    }
    assertThatThrownBy(this::node)
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("the two are not of one another");
    computation.close();
  }

  @Test
  void otherProgram_isRefused_alsoBySnapshots() {
    compute(2);
    writeUntil("both are shortened", node(), () -> isTrimmed(directory) && isTrimmed(ticks()));
    ShardCluster other = ShardCluster.on(logs()).withProgramVersion("2");
    assertThatThrownBy(() ->
            ServiceInstance.start(
                new TeamsService(), EngineOptions.defaults().withCommitOrder(other)))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("give all processes the --cluster-version");
    assertThatThrownBy(
            () -> ShardComputation.start(new TeamsService(), logs(), 1, "2", tick -> {}).await())
        .isInstanceOfAny(SkipException.class, CompletionException.class)
        .hasMessageContaining("give all processes the --cluster-version");
  }
}
