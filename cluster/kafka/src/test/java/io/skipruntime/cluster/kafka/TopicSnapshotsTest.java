package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.Cluster;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Snapshots of a log in a topic, and the records before them, which are deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopicSnapshotsTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SNAPSHOT_BYTES = 2_000;

  private final Broker broker = Broker.start();
  private TopicAddress address = newAddress();
  private final List<ServiceInstance> started = new ArrayList<>();

  private TopicAddress newAddress() {
    return TopicAddress.parse(broker.address(Broker.newTopic()));
  }

  @AfterEach
  void closeNodes() {
    started.forEach(ServiceInstance::close);
    started.clear();
    address = newAddress();
  }

  @AfterAll
  void closeBroker() {
    broker.close();
  }

  private ServiceInstance node() {
    ServiceInstance node =
        ServiceInstance.start(
            new CountService(),
            EngineOptions.defaults()
                .withCommitOrder(
                    Cluster.on(
                            () -> KafkaLog.open(address, SNAPSHOT_BYTES, LargeRecords.YOUNG_MILLIS),
                            "L")
                        .withProgramVersion("1")));
    started.add(node);
    return node;
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static double figure(ServiceInstance node, String name) {
    return Objects.requireNonNullElse(node.order().orElseThrow().figures().get(name), 0.0);
  }

  private static void write(ServiceInstance node, long key) {
    assertThat(node.update("counts", List.of(Entry.of(key, key))).tick()).isPositive();
  }

  /** Writes until the log has given up its first records. */
  private static long writeUntilTrimmed(ServiceInstance node, long from) {
    long[] key = {from};
    double before = figure(node, "log_first_tick");
    awaitThat(
        "the log gives up its first records",
        () -> {
          write(node, key[0]++);
          return figure(node, "log_first_tick") > Math.max(1, before);
        });
    return key[0];
  }

  private static void assertSame(ServiceInstance one, ServiceInstance other) {
    long tick = Math.max(one.watermark().tick(), other.watermark().tick());
    for (ServiceInstance each : List.of(one, other)) {
      awaitThat("a node comes to tick " + tick, () -> each.watermark().tick() >= tick);
    }
    assertThat(other.snapshot().entries("counts")).isEqualTo(one.snapshot().entries("counts"));
    assertThat(other.getAll("sums")).isEqualTo(one.getAll("sums"));
    assertThat(other.order().orElseThrow().detail()).isEmpty();
  }

  @Test
  void nodesBeginWithASnapshot_whenTheRecordsBeforeItAreDeleted() {
    ServiceInstance one = node();
    ServiceInstance other = node();
    long next = writeUntilTrimmed(one, 1);
    assertSame(one, other);
    ServiceInstance late = node();
    assertSame(one, late);
    write(late, next);
    assertSame(one, late);
    assertThat(one.snapshot().entries("counts")).hasSize((int) next);
    assertThat(figure(one, "log_snapshot_tick")).isPositive();
  }

  @Test
  void snapshotThatANodeHasNotFinished_doesNotCount() {
    ServiceInstance one = node();
    long next = writeUntilTrimmed(one, 1);
    one.close();
    SnapshotRecord.Builder records = new SnapshotRecord.Builder("killed", Long.MAX_VALUE);
    try (KafkaProducer<byte[], byte[]> producer = new LogClients(address).producer()) {
      for (byte[] each :
          List.of(records.begin(), records.part("snapshot-000000000000000001", new byte[5]))) {
        Broker.get(
            producer.send(new ProducerRecord<>(address.ofSnapshots().topic(), 0, null, each)));
      }
    }
    ServiceInstance late = node();
    write(late, next);
    assertThat(late.snapshot().entries("counts")).hasSize((int) next);
  }
}
