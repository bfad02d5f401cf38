package io.skipruntime.engine.heap;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What reading and changing a {@link TickMap} costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TickMapBenchmark {

  private static final int STRIDE = 7919;

  /** How many keys there are. */
  @Param({"10000", "1000000"})
  public int size;

  private TickMap<Long, Long> map = TickMap.empty(Comparator.<Long>naturalOrder());
  private long tick = 1;
  private long key;

  /** Fills the map. */
  @Setup
  public void fill() {
    TickMap.Editor<Long, Long> editor = map.edit(tick);
    for (long each = 0; each < size; each++) {
      editor.put(each, each);
    }
    map = editor.build();
  }

  private long nextKey() {
    key = (key + STRIDE) % size;
    return key;
  }

  /** One lookup. */
  @Benchmark
  public @Nullable Long get() {
    return map.get(nextKey());
  }

  /** A version with one key changed. */
  @Benchmark
  public TickMap<Long, Long> put() {
    TickMap.Editor<Long, Long> editor = map.edit(++tick);
    editor.put(nextKey(), tick);
    map = editor.build();
    return map;
  }

  /** All entries, one after the other. */
  @Benchmark
  public long walk() {
    long sum = 0;
    TickMap.Cursor<Long, Long> cursor = map.cursor();
    while (cursor.next()) {
      sum += cursor.value();
    }
    return sum;
  }
}
