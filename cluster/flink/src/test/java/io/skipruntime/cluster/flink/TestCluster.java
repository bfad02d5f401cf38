package io.skipruntime.cluster.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A cluster of Flink in this process, whose TaskManagers have one slot each. */
final class TestCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final MiniCluster cluster;
  private final int taskManagersAtStart;
  private final List<Integer> running = new ArrayList<>();
  private int started;

  TestCluster(int taskManagers, boolean isAdaptive) throws Exception {
    Configuration set = new Configuration();
    set.setString("rest.bind-port", "0");
    set.setString("rest.address", "127.0.0.1");
    set.setString("rest.bind-address", "127.0.0.1");
    set.setString("taskmanager.memory.network.min", "32mb");
    set.setString("taskmanager.memory.network.max", "32mb");
    set.setString("taskmanager.memory.managed.size", "8mb");
    set.setString("heartbeat.timeout", "3000");
    set.setString("heartbeat.interval", "300");
    if (isAdaptive) {
      String scheduler = "jobmanager.adaptive-scheduler.";
      set.setString("jobmanager.scheduler", "adaptive");
      set.setString(scheduler + "submission.resource-stabilization-timeout", "200 ms");
      set.setString(scheduler + "executing.resource-stabilization-timeout", "200 ms");
      set.setString(scheduler + "executing.cooldown-after-rescaling", "200 ms");
      set.setString(scheduler + "rescale-trigger.max-delay", "500 ms");
    }
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(set)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .build());
    cluster.start();
    taskManagersAtStart = taskManagers;
    while (started < taskManagers) {
      running.add(started++);
    }
  }

  /** An environment whose jobs are checkpointed so often. */
  static StreamExecutionEnvironment environment(Duration interval, Path checkpoints) {
    Configuration set = new Configuration();
    set.setString("execution.checkpointing.interval", interval.toMillis() + " ms");
    set.setString("execution.checkpointing.storage", "filesystem");
    set.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    set.setString("restart-strategy.type", "fixed-delay");
    set.setString("restart-strategy.fixed-delay.attempts", "1000");
    set.setString("restart-strategy.fixed-delay.delay", "100 ms");
    return StreamExecutionEnvironment.getExecutionEnvironment(set);
  }

  /**
   * An environment with the job of {@link ClubsService} over the logs at an address.
   *
   * @param interval how often the job is checkpointed
   */
  static StreamExecutionEnvironment clubs(
      String address, int shards, Duration interval, Path checkpoints) {
    StreamExecutionEnvironment environment = environment(interval, checkpoints);
    SkipJob.of(new ClassMaker(ClubsService.class.getName()), address)
        .withShards(shards)
        .addTo(environment);
    return environment;
  }

  /** Starts what is in an environment, and waits until it runs. */
  JobID start(StreamExecutionEnvironment environment) throws Exception {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get();
    awaitRunning(graph.getJobID());
    return graph.getJobID();
  }

  private void awaitRunning(JobID job) throws Exception {
    await(
        () -> cluster.getJobStatus(job).get() == JobStatus.RUNNING,
        () -> "the job does not run: " + failure(job));
  }

  /** Waits for a condition; fails with a text if it does not come about. */
  static void await(Callable<Boolean> condition, Supplier<String> otherwise) throws Exception {
    await(condition, otherwise, PATIENCE);
  }

  /** As {@link #await(Callable, Supplier)}, for as long as is said. */
  static void await(Callable<Boolean> condition, Supplier<String> otherwise, Duration patience)
      throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw new AssertionError(otherwise.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** What made a job fail last; empty if nothing did. */
  String failure(JobID job) {
    try {
      ErrorInfo failure = cluster.getExecutionGraph(job).get().getFailureInfo();
      return failure == null ? "" : failure.getExceptionAsString();
    } catch (Exception e) {
      return String.valueOf(e);
    }
  }

  /** Waits until a job has failed with a text. */
  void awaitFailure(JobID job, String text) throws Exception {
    await(() -> failure(job).contains(text), () -> "not " + text + "\nbut " + failure(job));
  }

  /** Waits until a job runs with so many shards. */
  void awaitParallelism(JobID job, int shards) throws Exception {
    await(() -> parallelism(job) == shards, () -> "not " + shards + " shards: " + failure(job));
  }

  private int parallelism(JobID job) throws Exception {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    if (graph.getState() != JobStatus.RUNNING) {
      return 0;
    }
    for (AccessExecutionJobVertex vertex : graph.getVerticesTopologically()) {
      if (vertex.getName().contains("level 0")) {
        return vertex.getParallelism();
      }
    }
    return 0;
  }

  /** Kills a TaskManager. */
  void kill(int taskManager) throws Exception {
    cluster.terminateTaskManager(taskManager).get();
    running.remove(Integer.valueOf(taskManager));
  }

  /** Kills a TaskManager, and starts another one. */
  void replace(int taskManager) {
    try {
      kill(taskManager);
      add();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Kills the TaskManager that was started first of those that run, and starts another one. */
  void replaceOldest() {
    replace(running.getFirst());
  }

  /** Adds a TaskManager, or kills one if there was one more than at the start. */
  void addOrTake() {
    try {
      if (running.size() > taskManagersAtStart) {
        kill(running.getFirst());
      } else {
        add();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Adds a TaskManager. */
  void add() throws Exception {
    cluster.startTaskManager();
    running.add(started++);
  }

  /** Stops a job without a savepoint. */
  void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
    await(
        () -> cluster.getJobStatus(job).get().isGloballyTerminalState(),
        () -> "the job does not end");
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
