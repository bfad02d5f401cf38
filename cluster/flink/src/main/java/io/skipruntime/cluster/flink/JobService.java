package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.InputsSnapshot;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.engine.shard.Plan;
import java.io.Serializable;
import java.util.Map;

/**
 * The description of a service that the processes of a job are given: they make it themselves.
 *
 * @param maker makes the service
 * @param address the address of the logs
 * @param version the author's word for the program; empty if there is none
 * @param epoch identifies the history of the log of commits
 * @param digest the digest of the plan that the job was made from
 * @param program the digest of the classes that the job was made from
 */
record JobService(
    ServiceMaker maker, String address, String version, String epoch, String digest, String program)
    implements Serializable {

  /**
   * The plan, as this process makes it.
   *
   * @throws SkipException if it is another one than that of the job, or of other classes
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
    if (version.isEmpty() && !plan.program().equals(program)) {
      throw new SkipException(
          "this worker has the classes "
              + plan.program()
              + " of the service, and the job is of the classes "
              + program
              + " with the same plan: its functions may compute something else. Give the workers"
              + " the same jar as the job; an older one may be in Flink's lib or usrlib");
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

  /** The beginning of the log of commits, without its data. */
  ShardRecord.Beginning beginning() {
    return new ShardRecord.Beginning(
        epoch, version, digest, version.isEmpty() ? program : "", Map.of());
  }

  /** What the ticks of the job are computed of. */
  TickOrigin origin() {
    return new TickOrigin(epoch, digest);
  }

  ShardLogs logs() {
    return ShardLogs.at(address);
  }
}
