package io.skipruntime.benchmarks;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.legacy.SinkFunction;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;

/**
 * A job of Flink in the mini cluster of this process, of parallelism 1, with its state by key in
 * the heap. One at a time can run, as the job's ends are found through static fields.
 */
@SuppressWarnings(
    "deprecation") // what replaces sources and sinks of functions is made for files and brokers
final class FlinkFlow implements Flow {

  private static final int PATIENCE_SECONDS = 120;

  private static final BlockingQueue<List<Write>> WRITTEN = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Long> SUMS = new LinkedBlockingQueue<>();

  private final JobClient job;

  FlinkFlow(PeerTask.Kind kind) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    environment.setBufferTimeout(0);
    environment.getConfig().enableObjectReuse();
    DataStream<FlinkChange> changes =
        environment.addSource(new Feed(), TypeInformation.of(FlinkChange.class));
    results(kind, changes).addSink(new Adder());
    try {
      job = environment.executeAsync("peers");
    } catch (Exception e) {
      throw new IllegalStateException("the job of Flink does not start", e);
    }
  }

  private static DataStream<FlinkChange> results(
      PeerTask.Kind kind, DataStream<FlinkChange> changes) {
    return switch (kind) {
      case MAPS ->
          byKey(
              changes
                  .map((MapFunction<FlinkChange, FlinkChange>) c -> c.withValue(c.value + 1))
                  .returns(FlinkChange.class)
                  .map((MapFunction<FlinkChange, FlinkChange>) c -> c.withValue(c.value * 2))
                  .returns(FlinkChange.class)
                  .map((MapFunction<FlinkChange, FlinkChange>) c -> c.withValue(c.value + 1))
                  .returns(FlinkChange.class),
              new FlinkSteps.Keep());
      case SUM -> byGroup(byKey(changes, new FlinkSteps.Replace()), new FlinkSteps.Sum());
      case MAX -> byGroup(byKey(changes, new FlinkSteps.Replace()), new FlinkSteps.Max());
      case LOOKUP ->
          keyed(
              byKey(changes, new FlinkSteps.Refer()),
              change -> change.isOfTarget ? change.key : change.reference,
              new FlinkSteps.Join());
    };
  }

  private static DataStream<FlinkChange> byKey(
      DataStream<FlinkChange> changes, KeyedProcessFunction<Long, FlinkChange, FlinkChange> step) {
    return keyed(changes, change -> change.key, step);
  }

  private static DataStream<FlinkChange> byGroup(
      DataStream<FlinkChange> changes, KeyedProcessFunction<Long, FlinkChange, FlinkChange> step) {
    return keyed(changes, change -> change.reference, step);
  }

  private static SingleOutputStreamOperator<FlinkChange> keyed(
      DataStream<FlinkChange> changes,
      KeySelector<FlinkChange, Long> key,
      KeyedProcessFunction<Long, FlinkChange, FlinkChange> step) {
    return changes.keyBy(key, Types.LONG).process(step).returns(FlinkChange.class);
  }

  /** The beginning of the job: what is written, in order. */
  private static final class Feed implements SourceFunction<FlinkChange> {

    private static final long serialVersionUID = 1;

    private volatile boolean isCancelled;

    @Override
    public void run(SourceContext<FlinkChange> context) throws InterruptedException {
      while (!isCancelled) {
        List<Write> writes = WRITTEN.take();
        if (writes.isEmpty()) {
          return;
        }
        for (int i = 0; i < writes.size(); i++) {
          context.collect(FlinkChange.of(writes.get(i), i == writes.size() - 1));
        }
      }
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  /** The end of the job: adds up the results, and says the sum after the last one. */
  private static final class Adder implements SinkFunction<FlinkChange> {

    private static final long serialVersionUID = 1;

    private long sum;

    @Override
    public void invoke(FlinkChange result, Context context) {
      sum += result.key + result.value;
      if (result.isLast) {
        SUMS.add(sum);
        sum = 0;
      }
    }
  }

  @Override
  public long write(List<Write> writes) {
    WRITTEN.add(writes);
    try {
      Long sum = SUMS.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (sum == null) {
        throw new IllegalStateException("the job of Flink gives no results");
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    WRITTEN.add(List.of());
    try {
      job.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the job of Flink does not end", e);
    }
  }
}
