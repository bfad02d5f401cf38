package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Numbers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A task of the benchmarks, as what is written to a peer. */
enum PeerTask {
  SINGLE("W2 single, N=10000", Kind.MAPS, 10_000, 1, "maps 10000 1"),
  BATCH("W2 batch 100, N=100000", Kind.MAPS, 100_000, 100, "maps 100000 100"),
  SUM("W3 mapReduce sum, N=100000 G=1000", Kind.SUM, 100_000, 1, "sum 100000 1000"),
  MAX("W3 mapReduce max, N=100000 G=1000", Kind.MAX, 100_000, 1, "max 100000 1000"),
  ROW("W4 row, N=100000", Kind.LOOKUP, Lookups.SIZE, 1, "row 100000 0"),
  FAN_IN("W4 fan-in 100, N=100000", Kind.LOOKUP, Lookups.SIZE, 1, "fan-in 100000 0");

  /** How many groups the entries of W3 fall into. */
  static final long GROUPS = 1000;

  private static final int SEED = 7;
  private static final long FIRST_VALUE = 1_000_000;
  private static final int TARGETS = 10;

  /** A kind of work. */
  enum Kind {
    /** Three maps after each other. */
    MAPS,
    /** The sum of each group. */
    SUM,
    /** The greatest value of each group. */
    MAX,
    /** The sum of each row and the entry that it refers to. */
    LOOKUP
  }

  private final String task;
  private final Kind kind;
  private final int size;
  private final int keys;
  private final String words;

  PeerTask(String task, Kind kind, int size, int keys, String words) {
    this.task = task;
    this.kind = kind;
    this.size = size;
    this.keys = keys;
    this.words = words;
  }

  Kind kind() {
    return kind;
  }

  /** The arguments by which a program in another language knows it. */
  List<String> words() {
    return List.of(words.split(" "));
  }

  /** The same as our engine and hand-written Java do it. */
  WorkTask benchmark() {
    return Workloads.withinProcess(task);
  }

  /** What there is before anything is measured. */
  List<Write> initial() {
    if (kind != Kind.LOOKUP) {
      return IntStream.range(0, size).mapToObj(key -> Write.of(key, key)).toList();
    }
    List<Write> writes = new ArrayList<>();
    Set<Long> targets = new HashSet<>();
    for (int key = 0; key < size; key++) {
      long reference = Lookups.referenceOf(key);
      if (targets.add(reference)) {
        writes.add(new Write(true, reference, 0, reference));
      }
      writes.add(new Write(false, key, reference, key));
    }
    return writes;
  }

  /** What is written one after the other, the same each time this is asked. */
  Supplier<List<Write>> changes() {
    Numbers numbers = new Numbers(SEED);
    long[] value = {FIRST_VALUE};
    return switch (this) {
      case FAN_IN -> () -> List.of(new Write(true, 1 + numbers.below(TARGETS), 0, value[0]++));
      case ROW ->
          () -> {
            int row = Lookups.ownRow(numbers);
            return List.of(new Write(false, row, Lookups.referenceOf(row), value[0]++));
          };
      case SINGLE, BATCH, SUM, MAX ->
          () -> {
            long first = numbers.below(size - keys + 1);
            List<Write> writes = new ArrayList<>(keys);
            for (int k = 0; k < keys; k++) {
              writes.add(Write.of(first + k, value[0]++));
            }
            return writes;
          };
    };
  }
}
