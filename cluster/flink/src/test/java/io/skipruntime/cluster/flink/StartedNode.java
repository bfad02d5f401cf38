package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;

/** A process that starts a node of clubs, says that it serves, and what it has, and ends. */
final class StartedNode {

  /** The beginning of what the process says when the node serves. */
  static final String SERVES = "serves tick ";

  /** The beginning of what the process says of its size. */
  static final String HAS = "has entries ";

  private StartedNode() {}

  /**
   * Starts the node.
   *
   * @param arguments the address of the logs
   */
  public static void main(String[] arguments) {
    ShardCluster cluster = ShardCluster.on(ShardLogs.at(arguments[0]));
    try (ServiceInstance node =
        ServiceInstance.start(
            new ClubsService(), EngineOptions.defaults().withCommitOrder(cluster))) {
      System.out.println(SERVES + node.watermark().tick());
      int entries = 0;
      for (String resource : List.of("active", "counts", "weights")) {
        entries += node.getAll(resource).size();
      }
      System.out.println(HAS + entries);
    }
  }
}
