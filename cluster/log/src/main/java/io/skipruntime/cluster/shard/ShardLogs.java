package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.CommitLogProvider;
import java.util.function.Supplier;

/**
 * The two logs of a service that shards compute, at one address.
 *
 * <ul>
 *   <li>The log of commits has {@link ShardRecord}s: the record at place N is tick N. Nodes append
 *       writes; whatever runs the shards appends what takes writes back.
 *   <li>The log of ticks, beside it, has {@link TickOutcome}s, which {@link TickReader} reads. Only
 *       the publisher of the shards appends there.
 * </ul>
 *
 * <p>Immutable.
 */
public final class ShardLogs {

  /** What the name of the log of ticks has more than that of the log of commits. */
  private static final String TICKS = "ticks";

  private final String name;
  private final Supplier<CommitLog> commits;
  private final Supplier<CommitLog> ticks;

  private ShardLogs(String name, Supplier<CommitLog> commits, Supplier<CommitLog> ticks) {
    this.name = name;
    this.commits = commits;
    this.ticks = ticks;
  }

  /**
   * The logs at an address, such as {@code file:DIRECTORY}, where the log of ticks is at {@code
   * file:DIRECTORY/ticks}, or {@code kafka://HOST:PORT/TOPIC}, where it is the topic {@code
   * TOPIC-ticks}.
   *
   * @throws IllegalArgumentException if there are no logs at such an address; the message says at
   *     which there are
   */
  public static ShardLogs at(String address) {
    CommitLogProvider provider = CommitLogProvider.of(address);
    return new ShardLogs(
        address, provider.at(address), provider.at(provider.beside(address, TICKS)));
  }

  /**
   * Logs that are opened in a way of one's own.
   *
   * @param name how messages call them
   * @param commits opens the log of commits, once for each user
   * @param ticks opens the log of ticks, once for each user
   */
  public static ShardLogs of(String name, Supplier<CommitLog> commits, Supplier<CommitLog> ticks) {
    return new ShardLogs(name, commits, ticks);
  }

  /** How messages call them. */
  public String name() {
    return name;
  }

  /**
   * The log of commits, for one more user.
   *
   * @throws io.skipruntime.SkipException if it cannot be opened
   */
  public CommitLog openCommits() {
    return commits.get();
  }

  /**
   * The log of ticks, for one more user.
   *
   * @throws io.skipruntime.SkipException if it cannot be opened
   */
  public CommitLog openTicks() {
    return ticks.get();
  }
}
