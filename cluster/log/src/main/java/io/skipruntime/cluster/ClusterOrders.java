package io.skipruntime.cluster;

import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.CommitOrders;
import java.util.Optional;

/** The clusters, for a server that is told the address of one. */
public final class ClusterOrders implements CommitOrders {

  /** For the service loader. */
  public ClusterOrders() {}

  @Override
  public CommitOrderProvider at(String address, Optional<String> programVersion) {
    Cluster cluster = Cluster.at(address);
    return programVersion.map(cluster::withProgramVersion).orElse(cluster);
  }

  @Override
  public CommitOrderProvider ofShards(String address, Optional<String> programVersion) {
    return ShardCluster.on(ShardLogs.at(address)).withProgramVersion(programVersion.orElse(""));
  }
}
