package io.skipruntime.benchmarks.micro;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one write costs that passes through maps after each other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PropagationBenchmark {

  private static final long SIZE = 10_000;

  /** How many maps there are. */
  @Param({"1", "10", "100"})
  public int depth;

  private ServiceInstance service = ServiceInstance.start(new Chain(0));
  private long value = SIZE;

  record Inputs(EagerCollection<Long, Long> input) {}

  record Increment(int position) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() + 1);
    }
  }

  record Chain(int depth) implements SkipService<Inputs, Inputs> {
    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with("input", LongStream.range(0, SIZE).mapToObj(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty().and("last", (shared, context) -> shared.input());
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      EagerCollection<Long, Long> last = inputs.input();
      for (int i = 0; i < depth; i++) {
        last = last.map(new Increment(i));
      }
      return new Inputs(last);
    }
  }

  /** Starts the service. */
  @Setup
  public void start() {
    service.close();
    service = ServiceInstance.start(new Chain(depth));
  }

  /** Ends the service. */
  @TearDown
  public void end() {
    service.close();
  }

  /** Writes one entry. */
  @Benchmark
  public Watermark update() {
    value++;
    return service.update("input", List.of(Entry.of(value % SIZE, value)));
  }
}
