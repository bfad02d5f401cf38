package io.skipruntime.cluster.flink;

import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * The operators of a job and the ways between them: source → division → inputs → level 0 → level 1
 * → … → publisher, where each may send to all that come after it. What writes snapshots of the
 * inputs is sent some by the division and the inputs.
 */
final class Topology {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final int TOLERABLE_CHECKPOINT_FAILURES = 3;

  private final Plan plan;
  private final SingleOutputStreamOperator<Tuple4<Integer, Long, Long, byte[]>> divided;

  /** The inputs, and then the levels. */
  private final List<SingleOutputStreamOperator<Tuple3<Integer, Long, byte[]>>> senders =
      new ArrayList<>();

  private Topology(
      Plan plan, SingleOutputStreamOperator<Tuple4<Integer, Long, Long, byte[]>> divided) {
    this.plan = plan;
    this.divided = divided;
  }

  /** A maker of the operator that computes a level. */
  @FunctionalInterface
  interface Levels {
    OneInputStreamOperator<Tuple3<Integer, Long, byte[]>, Tuple3<Integer, Long, byte[]>> at(
        JobService service, int level);
  }

  /** Adds the operators of a service to an environment. */
  static void build(
      StreamExecutionEnvironment environment,
      Plan plan,
      JobService service,
      int shards,
      Levels levels) {
    configure(environment);
    SingleOutputStreamOperator<Tuple4<Integer, Long, Long, byte[]>> divided =
        single(
            single(
                    environment.fromSource(
                        new CommitSource(service), eachTick(), "commits", Edges.COMMIT),
                    "commits")
                .transform("divide", Edges.COMMIT, new DivideOperator(service)),
            "divide");
    Topology topology = new Topology(plan, divided);
    topology.senders.add(
        shared(
            divided
                .keyBy(each -> each.f0)
                .transform("inputs", Edges.BATCH, new InputsOperator(service)),
            "inputs",
            shards));
    for (int level = 0; level < plan.levels(); level++) {
      String name = "level " + level;
      topology.senders.add(
          shared(
              topology.arriving(level).transform(name, Edges.BATCH, levels.at(service, level)),
              name,
              shards));
    }
    single(
        topology
            .arriving(plan.levels())
            .transform("publish", Edges.BATCH, new PublishOperator(service)),
        "publish");
    single(
        divided
            .getSideOutput(Edges.KEPT)
            .union(topology.senders.getFirst().getSideOutput(Edges.KEPT))
            .transform("keep", Edges.BATCH, new KeepOperator(service)),
        "keep");
  }

  private static <T> SingleOutputStreamOperator<T> single(
      SingleOutputStreamOperator<T> operator, String name) {
    return operator.setParallelism(1).setMaxParallelism(1).uid(name);
  }

  private static <T> SingleOutputStreamOperator<T> shared(
      SingleOutputStreamOperator<T> operator, String name, int shards) {
    return operator.setParallelism(shards).setMaxParallelism(KeyGroups.COUNT).uid(name);
  }

  /** What a level is sent, or the publisher, which is after the last level. */
  private DataStream<Tuple3<Integer, Long, byte[]>> arriving(int level) {
    boolean isPublisher = level == plan.levels();
    List<DataStream<Tuple3<Integer, Long, byte[]>>> streams = new ArrayList<>();
    if (isPublisher) {
      streams.add(divided.getSideOutput(Edges.to(level)));
    }
    for (int from = Plan.INPUTS; from < level; from++) {
      int sender = from;
      boolean sends =
          isPublisher
              || plan.feeds().stream()
                  .anyMatch(feed -> feed.from() == sender && feed.to() == level);
      if (sends) {
        streams.add(senders.get(from - Plan.INPUTS).getSideOutput(Edges.to(level)));
      }
    }
    if (streams.isEmpty()) {
      streams.add(senders.getFirst().getSideOutput(Edges.to(level)));
    }
    return streams.stream()
        .map(each -> each.partitionCustom(new Edges.ToShard(), batch -> batch.f0))
        .reduce((one, next) -> one.union(next))
        .orElseThrow();
  }

  /** Gives each record the watermark of its tick, at once. */
  private static WatermarkStrategy<Tuple4<Integer, Long, Long, byte[]>> eachTick() {
    return WatermarkStrategy.<Tuple4<Integer, Long, Long, byte[]>>forGenerator(
            context -> new EachTick())
        .withTimestampAssigner((commit, given) -> commit.f1);
  }

  /** A generator of watermarks that says after each record that its tick is complete. */
  private static final class EachTick
      implements WatermarkGenerator<Tuple4<Integer, Long, Long, byte[]>> {

    @Override
    public void onEvent(
        Tuple4<Integer, Long, Long, byte[]> commit, long tick, WatermarkOutput output) {
      output.emitWatermark(new Watermark(tick));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }

  /** Sets what the job needs, and what Flink's defaults do not suit, unless the user has set it. */
  private static void configure(StreamExecutionEnvironment environment) {
    Configuration set = new Configuration();
    set.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
    set.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    unlessSet(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL, environment, set);
    unlessSet(
        CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
        TOLERABLE_CHECKPOINT_FAILURES,
        environment,
        set);
    // without it, a restart reads a checkpoint in a file byte by byte, each with a system call
    unlessSet(ExecutionOptions.SNAPSHOT_COMPRESSION, true, environment, set);
    environment.configure(set, Thread.currentThread().getContextClassLoader());
    environment.getConfig().enableObjectReuse();
    environment.getConfig().setAutoWatermarkInterval(0);
  }

  private static <T> void unlessSet(
      ConfigOption<T> option, T value, StreamExecutionEnvironment environment, Configuration set) {
    if (environment.getConfiguration().getOptional(option).isEmpty()) {
      set.set(option, value);
    }
  }
}
