package io.skipruntime.cluster.shard;

import io.skipruntime.SkipService;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderContext;
import io.skipruntime.engine.spi.CommitOrderProvider;

/**
 * A cluster whose shards compute what a service shares: {@code EngineOptions.withCommitOrder} takes
 * it, and makes the process a node, which takes writes and serves what is computed. Immutable.
 */
public final class ShardCluster implements CommitOrderProvider {

  private final ShardLogs logs;
  private final String version;

  private ShardCluster(ShardLogs logs, String version) {
    this.logs = logs;
    this.version = version;
  }

  /** The cluster of some logs. */
  public static ShardCluster on(ShardLogs logs) {
    return new ShardCluster(logs, "");
  }

  /**
   * The same cluster, whose program has a version by the author's word: nodes and shards of another
   * version are refused.
   */
  public ShardCluster withProgramVersion(String programVersion) {
    return new ShardCluster(logs, programVersion);
  }

  /** Waits for the first tick, since a node has nothing to serve before it. */
  @Override
  public CommitOrder open(SkipService<?, ?> service, CommitOrderContext context) {
    return ShardNode.open(logs, Plan.of(service), version, context);
  }

  @Override
  public boolean isComputedElsewhere() {
    return true;
  }
}
