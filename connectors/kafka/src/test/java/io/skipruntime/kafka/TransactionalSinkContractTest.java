package io.skipruntime.kafka;

import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** The contract of a sink, kept by a topic with transactions, and a broker that is stopped. */
final class TransactionalSinkContractTest extends SinkContract {

  private static final Cluster CLUSTER = Cluster.start(1, Map.of());

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  @Override
  protected TestedSink open() {
    return new TopicTarget(CLUSTER, CLUSTER.compacted(2), true, true);
  }
}
