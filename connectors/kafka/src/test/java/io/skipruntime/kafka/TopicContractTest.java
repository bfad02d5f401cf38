package io.skipruntime.kafka;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/** The contract of a source, kept by a topic as a table. */
final class TopicContractTest extends SourceContract {

  private static final Cluster CLUSTER = Cluster.start(1, Map.of());

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  @Override
  protected TestedSource open() {
    return new Topic(CLUSTER.compacted(2));
  }

  /** A topic with a record for each change. */
  private record Topic(String name) implements TestedSource {

    @Override
    public ExternalService connect() {
      return new KafkaService(CLUSTER.options(), Map.of("items", TopicTable.of(name)));
    }

    @Override
    public ExternalResource<String, Long> resource() {
      return ExternalResource.of("kafka", "items", String.class, Long.class);
    }

    @Override
    public void put(String key, long number) {
      CLUSTER.send(name, key, Long.toString(number));
    }

    @Override
    public void delete(String key) {
      CLUSTER.send(name, key, null);
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.RESUME, Ability.REPLACE, Ability.REFUSE);
    }

    @Override
    public void interrupt() {
      CLUSTER.stopBroker(0);
    }

    @Override
    public void restore() {
      CLUSTER.startBroker(0);
    }

    @Override
    public void replace(Map<String, Long> contents) throws Exception {
      CLUSTER.delete(name);
      CLUSTER.create(name, 2, 1, Map.of("cleanup.policy", "compact"));
      contents.forEach(this::put);
    }

    @Override
    public void putUnusable(String key) {
      CLUSTER.send(name, key, "{oops");
    }

    @Override
    public boolean isOwn(Thread thread) {
      return thread.getName().startsWith("skip-")
          || thread.getName().startsWith("kafka-admin-client-thread");
    }

    @Override
    public void remove() throws Exception {
      CLUSTER.delete(name);
    }
  }
}
