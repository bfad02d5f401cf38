package io.skipruntime.cluster.flink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A level of a job in this process that says at its end how often its functions ran. */
final class CountedLevel extends LevelOperator {

  private static final long serialVersionUID = 1;

  private static final Map<Place, Long> RUNS = new ConcurrentHashMap<>();

  private final int at;

  /** A level, and one of the shards that are there. */
  private record Place(int level, int shard) {}

  CountedLevel(JobService service, int level) {
    super(service, level);
    this.at = level;
  }

  @Override
  public void close() throws Exception {
    RUNS.put(new Place(at, index()), functionRuns());
    super.close();
  }

  /** How often functions ran on each shard, on all levels, in the jobs since the last call. */
  static long[] takeRuns(int shards) {
    long[] runs = new long[shards];
    RUNS.forEach((place, count) -> runs[place.shard()] += count);
    RUNS.clear();
    return runs;
  }
}
