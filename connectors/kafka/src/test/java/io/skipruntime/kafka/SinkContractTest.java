package io.skipruntime.kafka;

import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a sink, kept by a topic without transactions. */
@ExtendWith(SharedCluster.class)
final class SinkContractTest extends SinkContract {

  private final Cluster cluster;

  SinkContractTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected TestedSink open() {
    return new TopicTarget(cluster, cluster.compacted(2), false, false);
  }
}
