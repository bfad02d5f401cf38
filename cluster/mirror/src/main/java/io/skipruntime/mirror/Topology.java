package io.skipruntime.mirror;

import io.skipruntime.SkipService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.connect.SkipExternalService;

/**
 * One service on several machines: a <em>leader</em> takes the writes and maintains the graph that
 * all resources share; <em>followers</em> mirror its collections and serve resource instances to
 * clients. All are made from the same {@code SkipService}.
 *
 * <p>A follower outlives its leader: while that is away it serves what it has, and says that it is
 * stale since when (as every external source does: {@code ServiceInstance.sourceStatuses}, {@code
 * /readyz}, {@code /metrics}). When the leader is back it is told what has changed, or all there is
 * if the leader was started again, and its own clients get the differences. It can only start while
 * its leader can be reached.
 *
 * <p>Everyone who can open streams of the leader can read all that is shared: its streaming
 * listener is for followers only.
 */
public final class Topology {

  private Topology() {}

  /**
   * The leader of a service: the service itself, with a resource {@code leader} that followers in
   * Java and TypeScript mirror.
   */
  public static <I extends Record, S extends Record> SkipService<I, S> asLeader(
      SkipService<I, S> service) {
    return new LeaderService<>(service);
  }

  /** A follower of a leader in Java, which mirrors its collections {@link Mirroring#TOGETHER}. */
  public static <S extends Record> SkipService<?, S> asFollower(
      SkipService<?, S> service, Entrypoint leader) {
    return asFollower(service, leader, Mirroring.TOGETHER);
  }

  /**
   * A follower: the resources of a service over the collections of its leader. It has no inputs.
   *
   * @param service the service that the leader was made of; all that its {@code createGraph}
   *     returns must be eager collections
   * @param leader where the leader is reached
   * @param mirroring how the collections are mirrored
   * @throws io.skipruntime.WiringException if the service shares anything but eager collections
   */
  public static <S extends Record> SkipService<?, S> asFollower(
      SkipService<?, S> service, Entrypoint leader, Mirroring mirroring) {
    return new FollowerService<>(service, new SkipExternalService(leader), mirroring);
  }

  /**
   * A follower as {@link #asFollower(SkipService, Entrypoint, Mirroring)} makes it, which says
   * sooner or later that it is stale.
   *
   * @param silenceMillis for how long nothing may come from the leader before the collections are
   *     stale, 10 seconds unless it is given; the leader is asked for a heartbeat every 3 seconds
   * @throws IllegalArgumentException if {@code silenceMillis} is not a duration that can be waited
   */
  public static <S extends Record> SkipService<?, S> asFollower(
      SkipService<?, S> service, Entrypoint leader, Mirroring mirroring, long silenceMillis) {
    return new FollowerService<>(
        service, new SkipExternalService(leader, silenceMillis), mirroring);
  }
}
