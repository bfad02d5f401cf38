package io.skipruntime.benchmarks.measure;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The figures that one process measured of one program.
 *
 * @param cpuMicros CPU time of the process for each operation, collector and compiler included
 * @param bytes what was allocated for each operation; 0 where it is not known
 * @param heapBytes what the program kept alive, after the last operation; 0 where it is not known
 * @param checksum of what the first operations changed
 * @param served what clients saw, if the program is a server
 */
public record Measurement(
    double cpuMicros, double bytes, long heapBytes, long checksum, Optional<Served> served) {

  /** The word that begins a {@link #line}. */
  public static final String MARK = "measured";

  /**
   * The figures of a server and its clients.
   *
   * @param perSecond operations in a second, by the clock on the wall
   * @param halfMicros what half of the operations did not exceed
   * @param mostMicros what 99 % of the operations did not exceed
   * @param residentBytes the memory of the server's process; 0 where it is not known
   */
  public record Served(
      double perSecond, double halfMicros, double mostMicros, long residentBytes) {}

  public Measurement(double cpuMicros, double bytes, long heapBytes, long checksum) {
    this(cpuMicros, bytes, heapBytes, checksum, Optional.empty());
  }

  /** As a line that {@link #read} understands without its first word. Says nothing of clients. */
  public String line() {
    return String.join(
        " ",
        MARK,
        String.valueOf(cpuMicros),
        String.valueOf(bytes),
        String.valueOf(heapBytes),
        String.valueOf(checksum));
  }

  /** What the words after {@link #MARK} say. */
  public static Measurement read(List<String> words) {
    return new Measurement(
        Double.parseDouble(words.get(0)),
        Double.parseDouble(words.get(1)),
        Long.parseLong(words.get(2)),
        Long.parseLong(words.get(3)));
  }

  /**
   * How many times as much CPU time the process that took the most had as the one that took the
   * least; 1 for one process.
   */
  public static double spread(List<Measurement> all) {
    double[] sorted = all.stream().mapToDouble(Measurement::cpuMicros).sorted().toArray();
    return sorted[sorted.length - 1] / sorted[0];
  }

  /** The median of each figure. */
  public static Measurement median(List<Measurement> all) {
    List<Served> served = all.stream().flatMap(each -> each.served().stream()).toList();
    return new Measurement(
        median(all, Measurement::cpuMicros),
        median(all, Measurement::bytes),
        (long) median(all, Measurement::heapBytes),
        all.getFirst().checksum(),
        served.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Served(
                    median(served, Served::perSecond),
                    median(served, Served::halfMicros),
                    median(served, Served::mostMicros),
                    (long) median(served, Served::residentBytes))));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
    return all.stream()
        .map(figure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .skip(all.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
