package io.skipruntime.kafka;

import io.skipruntime.ExternalResource;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests with services that follow topics of the cluster that all share, under the name rows. */
@ExtendWith(SharedCluster.class)
abstract class TopicTests {

  static final String ROWS = "rows";
  static final ExternalResource<String, Json> AS_ROWS =
      ExternalResource.of("kafka", ROWS, String.class, Json.class);
  static final ExternalResource<Json, Json> AS_RECORDS =
      ExternalResource.of("kafka", ROWS, Json.class, Json.class);
  private static final long NEVER = 1_000_000;

  private final Cluster cluster;
  private final List<Followed> opened = new ArrayList<>();

  TopicTests(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void close() {
    opened.forEach(Followed::close);
  }

  final Cluster cluster() {
    return cluster;
  }

  /** Closes a service before the end of the test. */
  final void stop(Followed followed) {
    opened.remove(followed);
    followed.close();
  }

  final Followed follow(
      KafkaOptions options, TopicResource resource, ExternalResource<?, ?> usedAs) {
    Followed followed = new Followed(new KafkaService(options, Map.of(ROWS, resource)), usedAs);
    opened.add(followed);
    return followed;
  }

  final <K, V> Followed follow(TopicResource resource, Class<K> keys, Class<V> values) {
    return follow(cluster.options(), resource, ExternalResource.of("kafka", ROWS, keys, values));
  }

  final Followed follow(TopicResource resource) {
    return follow(
        cluster.options(), resource, resource instanceof TopicTable ? AS_ROWS : AS_RECORDS);
  }

  /** A service that goes on where one with the same directory was. */
  final Followed resume(Path directory, TopicResource resource) {
    EngineOptions options =
        EngineOptions.defaults()
            .withIdleMillis(NEVER)
            .withPersistence(Persistence.in(directory).withProgramVersion("1"));
    Followed followed =
        new Followed(
            new KafkaService(cluster.options(), Map.of(ROWS, resource)),
            options,
            resource instanceof TopicTable ? AS_ROWS : AS_RECORDS);
    opened.add(followed);
    return followed;
  }
}
