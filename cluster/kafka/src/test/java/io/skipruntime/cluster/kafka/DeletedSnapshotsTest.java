package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.LogSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Snapshots in a topic that another process adds and deletes between two questions of the one that
 * reads them: where the topic begins, where it ends, and what it has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeletedSnapshotsTest {

  private static final long PATIENCE_MILLIS = 60_000;
  private static final int RECORDS = 20;

  private final Broker broker = Broker.start();
  private TopicAddress address = newAddress();
  private KafkaLog other = open(Long.MAX_VALUE);

  private TopicAddress newAddress() {
    return TopicAddress.parse(broker.address(Broker.newTopic()));
  }

  private KafkaLog open(long snapshotBytes) {
    return KafkaLog.open(address, snapshotBytes, 0);
  }

  @BeforeEach
  void begin() {
    other.close();
    address = newAddress();
    other = open(Long.MAX_VALUE);
    for (int place = 1; place <= RECORDS; place++) {
      other.append(("record " + place).getBytes(StandardCharsets.UTF_8), PATIENCE_MILLIS);
    }
    keep(3);
    keep(5);
  }

  @AfterEach
  void closeLog() {
    other.close();
  }

  @AfterAll
  void closeBroker() {
    broker.close();
  }

  /** The other process keeps a snapshot; the two newest stay. */
  private void keep(long place) {
    other.keep(
        new LogSnapshot(place, new byte[0], new CollectionsState(place, List.of(), List.of())));
  }

  /** An access to a topic during which something happens, once, when an answer is there. */
  private static final class DisturbedAdmin extends ForwardingAdmin {
    private final Class<? extends OffsetSpec> question;
    private final Runnable disturbance;
    private boolean isDone;

    DisturbedAdmin(
        Map<String, Object> properties,
        Class<? extends OffsetSpec> question,
        Runnable disturbance) {
      super(properties);
      this.question = question;
      this.disturbance = disturbance;
    }

    @Override
    public ListOffsetsResult listOffsets(
        Map<TopicPartition, OffsetSpec> asked, ListOffsetsOptions options) {
      ListOffsetsResult result = super.listOffsets(asked, options);
      if (!isDone && asked.values().stream().anyMatch(question::isInstance)) {
        isDone = true;
        Broker.get(result.all());
        disturbance.run();
      }
      return result;
    }
  }

  private TopicSnapshots disturbed(Class<? extends OffsetSpec> question, Runnable disturbance) {
    LogClients clients = new LogClients(address);
    return new TopicSnapshots(
        LogTopic.open(address, clients.admin()),
        LogTopic.open(
            address.ofSnapshots(), new DisturbedAdmin(address.properties(), question, disturbance)),
        address.ofSnapshots(),
        clients.consumer(),
        clients.producer());
  }

  private static long newest(TopicSnapshots snapshots) {
    return snapshots.newestSnapshot().orElseThrow().place();
  }

  @Test
  void snapshotsThatAreDeleted_afterTheStartOfTheTopicWasTold_areNoFailure() {
    try (TopicSnapshots late = disturbed(OffsetSpec.EarliestSpec.class, () -> keep(7))) {
      assertThat(newest(late)).isEqualTo(7);
    }
  }

  @Test
  void newSnapshot_isUsed_whenAllBeforeItAreDeleted_afterTheEndOfTheTopicWasTold() {
    Runnable disturbance =
        () -> {
          keep(7);
          keep(9);
        };
    try (TopicSnapshots late = disturbed(OffsetSpec.LatestSpec.class, disturbance)) {
      assertThat(newest(late)).isEqualTo(9);
    }
  }

  @Test
  void snapshotThatIsAdded_whileTheTopicIsLookedAt_isKnownAfterwards() {
    try (TopicSnapshots late = disturbed(OffsetSpec.LatestSpec.class, () -> keep(7))) {
      var unused = late.newestSnapshot();
      assertThat(newest(late)).isEqualTo(7);
    }
  }

  @Test
  void logThatOthersShorten_knowsHowLargeTheirSnapshotsAre() {
    try (KafkaLog reading = open(1)) {
      assertThat(reading.read(6, 1, PATIENCE_MILLIS)).hasSize(1);
      assertThat(reading.wantsSnapshot()).isFalse();
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      while (reading.extent().snapshot() < 5) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(1_000_000);
        assertThat(reading.wantsSnapshot()).isFalse(); // few bytes were read
      }
    }
  }
}
