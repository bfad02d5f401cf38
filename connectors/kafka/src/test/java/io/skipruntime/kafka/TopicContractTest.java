package io.skipruntime.kafka;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a source, kept by a topic as a table. */
final class TopicContractTest extends SourceContract {

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  protected TestedSource open() {
    return new Topic(cluster.compacted(2));
  }

  /** A topic with a record for each change. */
  private record Topic(String name) implements TestedSource {

    @Override
    public ExternalService connect() {
      return new KafkaService(cluster.options(), Map.of("items", TopicTable.of(name)));
    }

    @Override
    public ExternalResource<String, Long> resource() {
      return ExternalResource.of("kafka", "items", String.class, Long.class);
    }

    @Override
    public void put(String key, long number) {
      cluster.send(name, key, Long.toString(number));
    }

    @Override
    public void delete(String key) {
      cluster.send(name, key, null);
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.RESUME, Ability.REPLACE, Ability.REFUSE);
    }

    @Override
    public void interrupt() {
      cluster.stopBroker(0);
    }

    @Override
    public void restore() {
      cluster.startBroker(0);
    }

    @Override
    public void replace(Map<String, Long> contents) throws Exception {
      cluster.delete(name);
      cluster.create(name, 2, 1, Map.of("cleanup.policy", "compact"));
      contents.forEach(this::put);
    }

    @Override
    public void putUnusable(String key) {
      cluster.send(name, key, "{oops");
    }

    @Override
    public boolean isOwn(Thread thread) {
      return thread.getName().startsWith("skip-")
          || thread.getName().startsWith("kafka-admin-client-thread");
    }

    @Override
    public void remove() throws Exception {
      cluster.delete(name);
    }
  }
}
