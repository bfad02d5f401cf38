package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job of Flink that computes the shared graph of a service on shards, from the log of commits,
 * and publishes what becomes of each tick to the log of ticks. Immutable.
 *
 * <p>It is a program, too: {@code SkipJob com.acme.GroupsService --cluster ADDRESS}, which runs as
 * an application of a cluster of Flink, or, without one, in its own process. A program of one's own
 * adds the job to an environment, which is best one without other pipelines: the job sets how it is
 * checkpointed, for all that is in the environment.
 */
public final class SkipJob {

  private static final long WAIT_MILLIS = 30_000;

  private final ServiceMaker maker;
  private final String address;
  private final int shards;
  private final String version;

  private SkipJob(ServiceMaker maker, String address, int shards, String version) {
    this.maker = maker;
    this.address = address;
    this.shards = shards;
    this.version = version;
  }

  /**
   * The job of a service, with as many shards as the environment's parallelism is.
   *
   * @param maker makes the service; each process of the job runs it
   * @param address the address of the service's logs, such as {@code kafka://broker:9092/groups};
   *     {@link ShardLogs#at} says which there are
   */
  public static SkipJob of(ServiceMaker maker, String address) {
    return new SkipJob(maker, address, 0, "");
  }

  /** The job that arguments ask for. */
  static SkipJob of(JobArguments arguments) {
    SkipJob job =
        of(new ClassMaker(arguments.className()), arguments.address())
            .withVersion(arguments.version());
    return arguments.shards().map(job::withShards).orElse(job);
  }

  /**
   * The same job with a number of shards: at most so many, where the scheduler of Flink is the
   * adaptive one and has fewer slots.
   *
   * @throws IllegalArgumentException if there cannot be so many
   */
  public SkipJob withShards(int number) {
    KeyGroups.requireShards(number);
    return new SkipJob(maker, address, number, version);
  }

  /**
   * The same job of a version of the program, which the log has to be of: the author's word, which
   * nodes are given as {@code --cluster-version}.
   */
  public SkipJob withVersion(String name) {
    return new SkipJob(maker, address, shards, name);
  }

  /**
   * Adds the job to an environment. Makes the service once to find its plan, and appends the
   * beginning of the log of commits if that is empty.
   *
   * @throws SkipException if shards cannot compute the service, or the log is of another plan or
   *     version, or cannot be used; the message says what to do
   * @throws IllegalArgumentException if the address is none
   */
  public void addTo(StreamExecutionEnvironment environment) {
    addTo(environment, LevelOperator::new);
  }

  /** As {@link #addTo(StreamExecutionEnvironment)}, with operators of another kind. */
  void addTo(StreamExecutionEnvironment environment, Topology.Levels levels) {
    Plan plan = Plan.of(maker.make());
    ShardLogs logs = ShardLogs.at(address);
    String epoch;
    try (CommitLog commits = logs.openCommits()) {
      epoch = LogStart.of(commits, address, plan, version, WAIT_MILLIS).epoch();
    }
    int parallelism = shards == 0 ? environment.getParallelism() : shards;
    KeyGroups.requireShards(parallelism);
    Topology.build(
        environment,
        plan,
        new JobService(maker, address, version, epoch, plan.digest(), plan.program()),
        parallelism,
        levels);
  }

  /**
   * Starts the job of a service on the class path.
   *
   * @param arguments the name of the service's class, {@code --cluster ADDRESS}, and options
   */
  public static void main(String[] arguments) throws Exception {
    JobArguments parsed;
    try {
      parsed = JobArguments.parse(arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "\n" + JobArguments.USAGE, e);
    }
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    parsed.configure(environment);
    of(parsed).addTo(environment);
    environment.execute("skip " + parsed.className());
  }
}
