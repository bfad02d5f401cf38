package io.skipruntime.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The state that an author of a pipeline without collections keeps by hand, and the results that
 * change with a write.
 */
abstract class HandState {

  static HandState of(PeerTask.Kind kind) {
    return switch (kind) {
      case MAPS -> new Tail();
      case SUM -> new Sum();
      case MAX -> new Max();
      case LOOKUP -> new Join();
    };
  }

  /** A result that changed. */
  record Result(long key, long value) {
    long sum() {
      return key + value;
    }
  }

  abstract List<Result> apply(Write write);

  /** The last collection; the maps are in the pipeline. */
  private static final class Tail extends HandState {
    private final TreeMap<Long, Long> tail = new TreeMap<>();

    @Override
    List<Result> apply(Write write) {
      tail.put(write.key(), write.value());
      return List.of(new Result(write.key(), write.value()));
    }
  }

  private static final class Sum extends HandState {
    private final Map<Long, Long> input = new HashMap<>();
    private final TreeMap<Long, Long> sums = new TreeMap<>();

    @Override
    List<Result> apply(Write write) {
      Long before = input.put(write.key(), write.value());
      long difference = before == null ? write.value() : write.value() - before;
      long group = write.key() % PeerTask.GROUPS;
      return List.of(new Result(group, sums.merge(group, difference, Long::sum)));
    }
  }

  private static final class Max extends HandState {
    private final Map<Long, Long> input = new HashMap<>();
    private final TreeMap<Long, TreeMap<Long, Integer>> counts = new TreeMap<>();

    @Override
    List<Result> apply(Write write) {
      Long before = input.put(write.key(), write.value());
      long group = write.key() % PeerTask.GROUPS;
      TreeMap<Long, Integer> values = counts.computeIfAbsent(group, id -> new TreeMap<>());
      Multisets.exchange(values, before, write.value());
      return List.of(new Result(group, values.lastKey()));
    }
  }

  private static final class Join extends HandState {
    private final Map<Long, Write> rows = new HashMap<>();
    private final Map<Long, Long> targets = new HashMap<>();
    private final Map<Long, Set<Long>> rowsOf = new HashMap<>();
    private final TreeMap<Long, Long> joined = new TreeMap<>();

    @Override
    List<Result> apply(Write write) {
      if (!write.isOfTarget()) {
        Write before = rows.put(write.key(), write);
        if (before != null && before.reference() != write.reference()) {
          rowsOf.getOrDefault(before.reference(), Set.of()).remove(write.key());
        }
        rowsOf.computeIfAbsent(write.reference(), id -> new LinkedHashSet<>()).add(write.key());
        return List.of(join(write));
      }
      targets.put(write.key(), write.value());
      List<Result> results = new ArrayList<>();
      for (long key : rowsOf.getOrDefault(write.key(), Set.of())) {
        Write row = rows.get(key);
        if (row != null) {
          results.add(join(row));
        }
      }
      return results;
    }

    private Result join(Write row) {
      long sum = row.value() + targets.getOrDefault(row.reference(), 0L);
      joined.put(row.key(), sum);
      return new Result(row.key(), sum);
    }
  }
}
