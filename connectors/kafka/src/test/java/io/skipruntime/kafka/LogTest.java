package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last records of topics, by their number or by their time. */
final class LogTest extends TopicTests {

  @Tuple
  record Place(int partition, long offset) {}

  @TempDir private Path directory = Path.of("");

  LogTest(Cluster cluster) {
    super(cluster);
  }

  @Test
  void lastRecords_areThoseOfEachPartition_andEarlierOnesGoWithTheSameCommit() throws Exception {
    String topic = cluster().topic(2, Map.of());
    for (int i = 0; i < 5; i++) {
      cluster().sendAt(1_000 + i, topic, 0, "k", Integer.toString(i));
    }
    cluster().sendAt(1, topic, 1, "k", "10");
    Followed followed = follow(TopicLog.of(topic).withLast(2));
    assertThat(followed.entries(ROWS)).isEqualTo("[0,3]=3 [0,4]=4 [1,0]=10");
    long tick = followed.service().watermark().tick();
    cluster().sendAt(2, topic, 0, "k", "5");
    followed.becomes(ROWS, "[0,4]=4 [0,5]=5 [1,0]=10");
    assertThat(followed.service().watermark().tick()).isEqualTo(tick + 1);
  }

  @Test
  void recordsWithinATime_areThoseOfAllPartitions_andLateOnesAreLeftOut() throws Exception {
    String topic = cluster().topic(2, Map.of());
    long now = System.currentTimeMillis();
    cluster().sendAt(now - 9_000, topic, 0, "k", "1");
    cluster().sendAt(now - 4_000, topic, 0, "k", "2");
    cluster().sendAt(now - 5_000, topic, 1, "k", "3");
    Followed followed = follow(TopicLog.of(topic).withinLast(Duration.ofSeconds(5)));
    assertThat(followed.entries(ROWS)).isEqualTo("[0,0]=1 [0,1]=2 [1,0]=3");
    cluster().sendAt(now, topic, 1, "k", "4");
    followed.becomes(ROWS, "[0,1]=2 [1,0]=3 [1,1]=4");
    cluster().sendAt(now - 6_000, topic, 0, "k", "late");
    cluster().sendAt(now + 1, topic, 0, "k", "5");
    followed.becomes(ROWS, "[0,1]=2 [0,3]=5 [1,1]=4");
  }

  @Test
  void recordsWithoutKeyOrValue_areEntries_andBadOnesAreListedUntilTheyFallOut() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, null, "1");
    cluster().send(topic, "k", null);
    cluster().send(topic, "k", "not JSON");
    TopicLog resource = TopicLog.of(topic).withLast(3);
    Followed followed =
        follow(
            cluster().options(),
            resource,
            ExternalResource.of("kafka", ROWS, Place.class, Json.class));
    assertThat(followed.entries(ROWS)).isEqualTo("[0,0]=1 [0,1]=null");
    assertThat(followed.status(ROWS).rejected().count()).isEqualTo(1);
    cluster().send(topic, "k", "4");
    cluster().send(topic, "k", "5");
    cluster().send(topic, "k", "6");
    followed.becomes(ROWS, "[0,3]=4 [0,4]=5 [0,5]=6");
    assertThat(followed.status(ROWS).rejected().count()).isZero();
  }

  @Test
  void log_isTheSame_afterARestart() throws Exception {
    String topic = cluster().topic(1, Map.of());
    TopicLog resource = TopicLog.of(topic).withLast(2);
    cluster().send(topic, "k", "1");
    cluster().send(topic, "k", "2");
    Followed before = resume(directory, resource);
    assertThat(before.entries(ROWS)).isEqualTo("[0,0]=1 [0,1]=2");
    stop(before);
    cluster().send(topic, "k", "3");
    Followed after = resume(directory, resource);
    after.becomes(ROWS, "[0,1]=2 [0,2]=3");
    cluster().send(topic, "k", "4");
    after.becomes(ROWS, "[0,2]=3 [0,3]=4");
    after.becomesLive(ROWS);
  }

  @Test
  void bounds_areAtLeastOne() {
    assertThatThrownBy(() -> TopicLog.of("t").withLast(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TopicLog.of("t").withinLast(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
