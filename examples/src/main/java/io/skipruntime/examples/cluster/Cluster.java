package io.skipruntime.examples.cluster;

import io.skipruntime.SkipService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.mirror.Topology;

/** The groups service on several machines: what runs at which. */
public final class Cluster {

  private Cluster() {}

  /** Takes the writes. */
  public static SkipService<?, ?> leader() {
    // region leader
    return Topology.asLeader(new GroupsService());
    // endregion
  }

  /** Serves clients. */
  static SkipService<?, ?> follower(Entrypoint leader) {
    // region follower
    return Topology.asFollower(new GroupsService(), leader);
    // endregion
  }
}
