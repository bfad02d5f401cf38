package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Measurement.Served;
import io.skipruntime.benchmarks.measure.Task;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The measurements of a task: the medians over all processes.
 *
 * @param oursSpread how much the processes of ours differ: {@link Measurement#spread}
 * @param handSpread how much those of hand-written Java differ
 * @param requery if a database that is asked again does the task, too
 * @param reference if the reference implementation was run, too, and could do it
 * @param sameResult whether the first operations changed the same in all processes
 */
record Row(
    Task task,
    Measurement ours,
    Measurement hand,
    double oursSpread,
    double handSpread,
    Optional<Measurement> requery,
    Optional<Measurement> reference,
    boolean sameResult) {

  private static final String FORMAT =
      "%-22s %-16s %12s %12s %8s %10s %14s %8s %10s %10s %8s %8s  %s";

  static final String HEAD =
      FORMAT.formatted(
          "workload",
          "size",
          "ours µs",
          "by hand µs",
          "×",
          "spread",
          "reference µs",
          "×",
          "ours B/op",
          "hand B/op",
          "ours MB",
          "hand MB",
          "same result");

  static Row of(
      Task task,
      List<Measurement> ours,
      List<Measurement> hand,
      Optional<Measurement> requery,
      Optional<Measurement> reference) {
    long checksums =
        Stream.of(ours.stream(), hand.stream(), requery.stream(), reference.stream())
            .flatMap(all -> all)
            .map(Measurement::checksum)
            .distinct()
            .count();
    return new Row(
        task,
        Measurement.median(ours),
        Measurement.median(hand),
        Measurement.spread(ours),
        Measurement.spread(hand),
        requery,
        reference,
        checksums == 1);
  }

  /** How many times as much CPU time the engine takes as hand-written Java. */
  double ratio() {
    return ours.cpuMicros() / hand.cpuMicros();
  }

  /** How much the processes of the program differ of which they differ most. */
  double spread() {
    return Math.max(oursSpread, handSpread);
  }

  /** For people. */
  String line() {
    return FORMAT.formatted(
            task.workload(),
            task.size(),
            rounded(2, ours.cpuMicros()),
            rounded(2, hand.cpuMicros()),
            rounded(2, ratio()),
            rounded(2, oursSpread) + "/" + rounded(2, handSpread),
            reference.map(measured -> rounded(1, measured.cpuMicros())).orElse("-"),
            reference
                .map(measured -> rounded(1, measured.cpuMicros() / ours.cpuMicros()))
                .orElse("-"),
            rounded(0, ours.bytes()),
            rounded(0, hand.bytes()),
            rounded(1, megabytes(ours)),
            rounded(1, megabytes(hand)),
            sameResult ? "yes" : "NO")
        + asked()
        + served("ours", Optional.of(ours))
        + served("hand", Optional.of(hand))
        + served("reference", reference);
  }

  /** What a database took, on a line of its own. */
  private String asked() {
    return requery
        .map(measured ->
            String.format(
                Locale.ROOT,
                "%n    asking SQLite again: %,.2f µs, %,.1f times ours",
                measured.cpuMicros(),
                measured.cpuMicros() / ours.cpuMicros()))
        .orElse("");
  }

  private static double megabytes(Measurement measured) {
    return measured.served().map(Served::residentBytes).orElse(measured.heapBytes()) / 1e6;
  }

  /** What clients saw of a server, on a line of its own. */
  private static String served(String name, Optional<Measurement> measured) {
    return measured
        .flatMap(Measurement::served)
        .map(served ->
            String.format(
                Locale.ROOT,
                "%n    %-10s %,10.0f /s   half within %,.0f µs, 99 %% within %,.0f µs, %,d MB",
                name,
                served.perSecond(),
                served.halfMicros(),
                served.mostMicros(),
                served.residentBytes() >> 20))
        .orElse("");
  }

  private static String rounded(int digits, double number) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /** For programs. */
  String json() {
    return "{\"workload\":\"%s\",\"size\":\"%s\"".formatted(task.workload(), task.size())
        + figure("ours_cpu_us", Optional.of(ours.cpuMicros()))
        + figure("hand_cpu_us", Optional.of(hand.cpuMicros()))
        + figure("ours_spread", Optional.of(oursSpread))
        + figure("hand_spread", Optional.of(handSpread))
        + (requery.isEmpty() ? "" : figure("requery_cpu_us", requery.map(Measurement::cpuMicros)))
        + figure("reference_cpu_us", reference.map(Measurement::cpuMicros))
        + figure("ours_bytes", Optional.of(ours.bytes()))
        + figure("hand_bytes", Optional.of(hand.bytes()))
        + figure("ours_heap_bytes", Optional.of((double) ours.heapBytes()))
        + figure("hand_heap_bytes", Optional.of((double) hand.heapBytes()))
        + figures("per_second", Served::perSecond)
        + figures("p50_us", Served::halfMicros)
        + figures("p99_us", Served::mostMicros)
        + figures("resident_bytes", Served::residentBytes)
        + ",\"same_result\":"
        + sameResult
        + "}";
  }

  private String figures(String name, ToDoubleFunction<Served> figure) {
    if (ours.served().isEmpty()) {
      return "";
    }
    return figure("ours_" + name, ours.served().map(figure::applyAsDouble))
        + figure("hand_" + name, hand.served().map(figure::applyAsDouble))
        + figure(
            "reference_" + name, reference.flatMap(Measurement::served).map(figure::applyAsDouble));
  }

  private static String figure(String name, Optional<Double> value) {
    return ",\""
        + name
        + "\":"
        + value
            .filter(Double::isFinite)
            .map(number -> String.format(Locale.ROOT, "%.3f", number))
            .orElse("null");
  }
}
