package io.skipruntime.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What was measured of a task: the medians over all processes.
 *
 * @param sameResult whether the first operations changed the same in all processes
 */
record Row(Task task, Measurement ours, Measurement hand, boolean sameResult) {

  static final String HEAD =
      "%-22s %-16s %12s %12s %8s %10s %10s %8s %8s  %s"
          .formatted(
              "workload",
              "size",
              "ours µs",
              "by hand µs",
              "×",
              "ours B/op",
              "hand B/op",
              "ours MB",
              "hand MB",
              "same result");

  static Row of(Task task, List<Measurement> ours, List<Measurement> hand) {
    long checksum = ours.getFirst().checksum();
    boolean same =
        ours.stream().allMatch(each -> each.checksum() == checksum)
            && hand.stream().allMatch(each -> each.checksum() == checksum);
    return new Row(task, median(ours), median(hand), same);
  }

  private static Measurement median(List<Measurement> all) {
    return new Measurement(
        all.stream().mapToDouble(Measurement::cpuMicros).sorted().toArray()[all.size() / 2],
        all.stream().mapToDouble(Measurement::bytes).sorted().toArray()[all.size() / 2],
        all.stream().mapToLong(Measurement::heapBytes).sorted().toArray()[all.size() / 2],
        all.getFirst().checksum());
  }

  /** How many times as much CPU time the engine takes. */
  double ratio() {
    return ours.cpuMicros() / hand.cpuMicros();
  }

  /** For people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-22s %-16s %12.2f %12.2f %8.2f %10.0f %10.0f %8.1f %8.1f  %s",
        task.workload(),
        task.size(),
        ours.cpuMicros(),
        hand.cpuMicros(),
        ratio(),
        ours.bytes(),
        hand.bytes(),
        ours.heapBytes() / 1e6,
        hand.heapBytes() / 1e6,
        sameResult ? "yes" : "NO");
  }

  /** For programs. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"size\":\"%s\",\"ours_cpu_us\":%.3f,\"hand_cpu_us\":%.3f,"
            + "\"reference_cpu_us\":null,\"ours_bytes\":%.0f,\"hand_bytes\":%.0f,"
            + "\"ours_heap_bytes\":%d,\"hand_heap_bytes\":%d,\"same_result\":%b}",
        task.workload(),
        task.size(),
        ours.cpuMicros(),
        hand.cpuMicros(),
        ours.bytes(),
        hand.bytes(),
        ours.heapBytes(),
        hand.heapBytes(),
        sameResult);
  }
}
