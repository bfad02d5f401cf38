package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.followed.Followed;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services with a data directory that are stopped and started while their topic changes. */
final class ResumeTest extends TopicTests {

  @TempDir private Path directory = Path.of("");

  ResumeTest(Cluster cluster) {
    super(cluster);
  }

  private void deleteRecords(String topic, long before) {
    Cluster.get(
        cluster()
            .admin()
            .deleteRecords(
                Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
            .all());
  }

  /** Runs a service until it has some rows. */
  private void run(TopicTable resource, String rows) throws Exception {
    Followed followed = resume(directory, resource);
    followed.becomes(ROWS, rows);
    followed.becomesLive(ROWS);
    stop(followed);
  }

  @Test
  void restart_goesOnFromThePosition_withoutWhatIsBeforeIt() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "2");
    run(TopicTable.of(topic), "\"a\"=1 \"b\"=2");
    deleteRecords(topic, 2);
    cluster().send(topic, "c", "3");
    run(TopicTable.of(topic), "\"a\"=1 \"b\"=2 \"c\"=3");
    deleteRecords(topic, 3);
    run(TopicTable.of(topic), "\"a\"=1 \"b\"=2 \"c\"=3");
  }

  @Test
  void deletedRows_stayDeleted_whereverTheDeletionIs() throws Exception {
    String topic = cluster().topic(1, Map.of());
    for (String key : new String[] {"a", "b", "c", "d"}) {
      cluster().send(topic, key, "1");
    }
    cluster().send(topic, "a", null);
    run(TopicTable.of(topic), "\"b\"=1 \"c\"=1 \"d\"=1");
    cluster().send(topic, "b", null);
    run(TopicTable.of(topic), "\"c\"=1 \"d\"=1");
    cluster().send(topic, "e", "1");
    cluster().send(topic, "c", null);
    run(TopicTable.of(topic), "\"d\"=1 \"e\"=1");
    run(TopicTable.of(topic), "\"d\"=1 \"e\"=1");
  }

  @Test
  void recordsThatAreDeletedBeforeTheyWereRead_makeAllBeReadAgain() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    run(TopicTable.of(topic), "\"a\"=1");
    cluster().send(topic, "b", "2");
    cluster().send(topic, "c", "3");
    deleteRecords(topic, 2);
    run(TopicTable.of(topic), "\"c\"=3");
  }

  @Test
  void topicThatIsMadeAgain_isReadFromItsStart_whenItHasLessAndWhenItHasMore() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "2");
    run(TopicTable.of(topic), "\"a\"=1 \"b\"=2");
    cluster().delete(topic);
    cluster().create(topic, 1, 1, Map.of());
    cluster().send(topic, "b", "3");
    run(TopicTable.of(topic), "\"b\"=3");
    cluster().delete(topic);
    cluster().create(topic, 1, 1, Map.of());
    for (String key : new String[] {"x", "y", "z"}) {
      cluster().send(topic, key, "4");
    }
    run(TopicTable.of(topic), "\"x\"=4 \"y\"=4 \"z\"=4");
  }

  @Test
  void topicThatIsMadeAgainWhileItIsFollowed_isReadFromItsStart() throws Exception {
    String topic = cluster().topic(2, Map.of());
    cluster().send(topic, "a", "1");
    cluster().send(topic, "b", "2");
    Followed followed = follow(TopicTable.of(topic));
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1 \"b\"=2");
    cluster().delete(topic);
    followed.becomesStale(ROWS, "");
    assertThat(followed.entries(ROWS)).isEqualTo("\"a\"=1 \"b\"=2");
    cluster().create(topic, 1, 1, Map.of());
    cluster().send(topic, "c", "3");
    cluster().send(topic, "d", "4");
    cluster().send(topic, "e", "5");
    followed.becomes(ROWS, "\"c\"=3 \"d\"=4 \"e\"=5");
    followed.becomesLive(ROWS);
  }

  @Test
  void partitionsThatAreAddedWhileTheServiceIsStopped_areReadFromTheirStart() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    run(TopicTable.of(topic), "\"a\"=1");
    cluster().grow(topic, 2);
    cluster().sendAt(System.currentTimeMillis(), topic, 1, "b", "2");
    run(TopicTable.of(topic), "\"a\"=1 \"b\"=2");
  }

  @Test
  void otherFormat_makesAllBeReadAgain() throws Exception {
    String topic = cluster().topic(1, Map.of());
    cluster().send(topic, "a", "1");
    run(TopicTable.of(topic), "\"a\"=1");
    run(TopicTable.of(topic).withValues(Formats.string()), "\"a\"=\"1\"");
  }
}
