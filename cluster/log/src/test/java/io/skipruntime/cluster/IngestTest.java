package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.cluster.log.ForwardingLog;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External sources in a cluster, which one node at a time reads. */
class IngestTest {

  @TempDir private Path directory = Path.of("");
  private final List<Node> nodes = new ArrayList<>();

  /** A running service, and its external service. */
  private record Node(ServiceInstance service, LineSource source) {

    List<?> sum(long key) {
      return service.getArray("sums", new Resources.NoParameters(), key);
    }

    SourceStatus.State state() {
      return service.sourceStatuses().stream()
          .filter(each -> each.params().toString().equals("{}"))
          .map(SourceStatus::state)
          .findFirst()
          .orElse(SourceStatus.State.LOADING);
    }
  }

  @BeforeEach
  void begin() throws IOException {
    append("lines", "1 10");
  }

  @AfterEach
  void closeAll() {
    nodes.forEach(node -> node.service().close());
  }

  private void append(String file, String line) throws IOException {
    Files.writeString(
        directory.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Node start(Supplier<CommitLog> log) {
    LineService service = new LineService(directory);
    Node node =
        new Node(
            ServiceInstance.start(
                service,
                EngineOptions.defaults()
                    .withCommitOrder(Cluster.on(log, "L").withProgramVersion("1"))),
            service.source());
    nodes.add(node);
    return node;
  }

  private static void awaitSum(Node node, long key, long sum) {
    Contents.awaitThat(
        "the sum of " + key + " is " + sum + ", and not " + node.sum(key),
        () -> node.sum(key).equals(List.of(sum)));
  }

  private static void awaitState(Node node, SourceStatus.State state) {
    Contents.awaitThat("the source is " + state, () -> node.state() == state);
  }

  private static Node reader(List<Node> nodes) {
    Contents.awaitThat(
        "a node reads", () -> nodes.stream().anyMatch(each -> each.source().readerCount() > 0));
    return nodes.stream().filter(each -> each.source().readerCount() > 0).findFirst().orElseThrow();
  }

  @Test
  void oneNodeReads_andAllNodesHaveItsDataAndItsStatus() throws Exception {
    MemoryLog log = new MemoryLog();
    Node one = start(log::open);
    Node other = start(log::open);
    append("lines", "2 5");
    append("lines", "1 1");
    for (Node node : List.of(one, other)) {
      awaitSum(node, 1, 11);
      awaitSum(node, 2, 5);
      awaitState(node, SourceStatus.State.LIVE);
    }
    assertEquals(1, one.source().subscriptionCount() + other.source().subscriptionCount());
    assertEquals(Contents.of(one.service()), Contents.of(other.service()));
  }

  @Test
  void anotherNodeGoesOnAtThePosition_whenTheReaderIsClosed() throws Exception {
    MemoryLog log = new MemoryLog();
    List<Node> both = List.of(start(log::open), start(log::open));
    Node reader = reader(both);
    Node other = both.get(1 - both.indexOf(reader));
    awaitSum(other, 1, 10);
    reader.service().close();
    append("lines", "1 7");
    awaitSum(other, 1, 17);
    awaitState(other, SourceStatus.State.LIVE);
    Node third = start(log::open);
    awaitSum(third, 1, 17);
    assertEquals(0, third.source().subscriptionCount());
  }

  @Test
  void instanceOfAnyNode_hasTheDataOfItsSource() throws Exception {
    append("linesnx", "5 50");
    MemoryLog log = new MemoryLog();
    List<Node> both = List.of(start(log::open), start(log::open));
    Node reader = reader(both);
    Node other = both.get(1 - both.indexOf(reader));
    other.service().instantiateResource("id", "file", "x");
    append("linesnx", "5 5");
    Contents.awaitThat(
        "the instance has the sum",
        () -> other.service().getArray("file", "x", 5L).equals(List.of(55L)));
    assertEquals(0, other.source().subscriptionCount());
    assertEquals(List.of(55L), reader.service().getArray("file", "x", 5L), "it is there already");
    assertEquals(2, reader.source().subscriptionCount());
    reader.service().close();
    append("linesnx", "5 1");
    Contents.awaitThat(
        "the instance goes on",
        () -> other.service().getArray("file", "x", 5L).equals(List.of(56L)));
  }

  @Test
  void instanceOfASourceThatFails_isToldWhy_onAnyNode() {
    MemoryLog log = new MemoryLog();
    for (Node node : List.of(start(log::open), start(log::open))) {
      SourceUnavailableException failure =
          Assertions.assertThrows(
              SourceUnavailableException.class,
              () -> node.service().getArray("file", "missing", 5L));
      assertTrue(String.valueOf(failure.getMessage()).contains("no file"), failure.getMessage());
    }
  }

  @Test
  void rejectedDelivery_changesNothing_andGoesInWithTheNext() throws Exception {
    MemoryLog log = new MemoryLog();
    List<Node> both = List.of(start(log::open), start(log::open));
    awaitSum(both.getFirst(), 1, 10);
    append("lines", "1 3");
    for (Node node : both) {
      awaitState(node, SourceStatus.State.STALE);
      assertEquals(List.of(10L), node.sum(1));
    }
    both.getLast().service().update("allowed", List.of(Entry.of(LineService.FORBIDDEN, 1L)));
    for (Node node : both) {
      awaitSum(node, 1, 13);
      awaitState(node, SourceStatus.State.LIVE);
    }
  }

  /** A log whose users take turns in believing that they lead, as if nodes were stopped. */
  private static final class DisputedLog extends ForwardingLog {
    private final AtomicInteger asked = new AtomicInteger();

    DisputedLog(CommitLog log) {
      super(log);
    }

    @Override
    public boolean leads() {
      return asked.incrementAndGet() % 7 != 0;
    }
  }

  @Test
  void eachLineCountsOnce_thoughNodesDisputeWhoReads() throws Exception {
    MemoryLog log = new MemoryLog();
    List<Node> three =
        Stream.of(1, 2, 3).map(each -> start(() -> new DisputedLog(log.open()))).toList();
    long sum = 10;
    for (int i = 0; i < 200 || (i < 5_000 && subscriptions(three) <= 3); i++) {
      append("lines", "1 100");
      sum += 100;
      if (i % 20 == 0) {
        awaitSum(three.get(i / 20 % 3), 1, sum);
      }
    }
    for (Node node : three) {
      awaitSum(node, 1, sum);
    }
    assertTrue(subscriptions(three) > 3, "readers have changed: " + subscriptions(three));
  }

  private static int subscriptions(List<Node> nodes) {
    return nodes.stream().mapToInt(each -> each.source().subscriptionCount()).sum();
  }

  @Test
  void nodeThatBeginsWithASnapshotBeforeTheFirstDelivery_loadsAll() throws Exception {
    Files.delete(directory.resolve("lines"));
    Supplier<CommitLog> log = () -> FileLog.open(directory.resolve("log"), 4_000);
    Node one = start(log);
    Contents.awaitThat(
        "a snapshot is there",
        () -> {
          one.service().update("allowed", List.of(Entry.of(one.service().watermark().tick(), 1L)));
          return one.service().order().orElseThrow().figures().getOrDefault("snapshot_tick", 0.0)
              > 20;
        });
    awaitState(one, SourceStatus.State.FAILED);
    one.service().close();
    append("lines", "1 10");
    Node again = start(log);
    awaitSum(again, 1, 10);
    assertEquals(1, again.source().loadCount(), "it was not taken for loaded");
  }

  @Test
  void nodeBeginsWithASnapshot_thatHasSourcesWhichNoNodeUsesNow() throws Exception {
    append("linesny", "5 50");
    Supplier<CommitLog> log = () -> FileLog.open(directory.resolve("log"), 4_000);
    Node one = start(log);
    Contents.awaitThat(
        "the other source is read",
        () -> one.service().getArray("file", "y", 5L).equals(List.of(50L)));
    Contents.awaitThat(
        "a snapshot is there",
        () -> {
          one.service().update("allowed", List.of(Entry.of(one.service().watermark().tick(), 1L)));
          return one.service().order().orElseThrow().figures().getOrDefault("snapshot_tick", 0.0)
              > 20;
        });
    one.service().close();
    append("lines", "1 1");
    append("linesny", "5 5");
    Node again = start(log);
    awaitSum(again, 1, 11);
    Contents.awaitThat(
        "the other source goes on",
        () -> again.service().getArray("file", "y", 5L).equals(List.of(55L)));
  }
}
