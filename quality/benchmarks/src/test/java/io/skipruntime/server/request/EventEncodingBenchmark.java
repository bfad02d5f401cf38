package io.skipruntime.server.request;

import io.skipruntime.Entry;
import io.skipruntime.json.JsonWriter;
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

/** What it costs to write the entries of an event as JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventEncodingBenchmark {

  /** How many entries the event has. */
  @Param({"1", "1000"})
  public int size;

  private List<Entry<Long, String>> entries = List.of();

  /** Makes the entries. */
  @Setup
  public void make() {
    entries = LongStream.range(0, size).mapToObj(key -> Entry.of(key, "value " + key)).toList();
  }

  /** Encodes all entries. */
  @Benchmark
  public int encode() {
    JsonWriter out = new JsonWriter();
    Entries.write(entries, out);
    return out.size();
  }
}
