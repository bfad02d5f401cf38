package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.InputsSnapshot;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.shard.Plan;
import java.io.Serializable;

/**
 * The description of a service that the processes of a job are given: they make it themselves.
 *
 * @param maker makes the service
 * @param address the address of the logs
 * @param version the author's word for the program; empty if there is none
 * @param epoch identifies the history of the log of commits
 * @param digest the digest of the plan that the job was made from
 */
record JobService(ServiceMaker maker, String address, String version, String epoch, String digest)
    implements Serializable {

  /**
   * The plan, as this process makes it.
   *
   * @throws SkipException if it is another one than that of the job
   */
  Plan plan() {
    Plan plan = Plan.of(maker.make());
    if (!plan.digest().equals(digest)) {
      throw new SkipException(
          "this worker makes the plan "
              + plan.digest()
              + " of the service, and the job is of the plan "
              + digest
              + ": give the workers the same classes as the job, and see that createGraph depends"
              + " on nothing but the program, such as environment variables or the clock");
    }
    return plan;
  }

  /**
   * The tick of the snapshot that a job without a checkpoint begins with; 0 if the log of commits
   * has its first record, with which it begins otherwise.
   *
   * @throws SkipException if there is neither; the message says what to do
   */
  long firstTick() {
    try (CommitLog commits = logs().openCommits()) {
      return InputsSnapshot.ifShortened(commits, address).map(InputsSnapshot::tick).orElse(0L);
    }
  }

  ShardLogs logs() {
    return ShardLogs.at(address);
  }
}
