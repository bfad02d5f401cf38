package io.skipruntime.kafka;

import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a sink, kept by a topic with transactions, and a broker that is stopped. */
final class TransactionalSinkContractTest extends SinkContract {

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
  protected TestedSink open() {
    return new TopicTarget(cluster, cluster.compacted(2), true, true);
  }
}
