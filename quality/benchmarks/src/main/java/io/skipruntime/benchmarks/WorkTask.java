package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Meter;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.benchmarks.measure.Reference;
import io.skipruntime.benchmarks.measure.Task;
import io.skipruntime.benchmarks.measure.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A task of which each program is work that is done within its process.
 *
 * @param workload what is done, beginning with the workload's number
 * @param size how much data there is
 * @param heapMegabytes the heap of each of our processes
 * @param checked how often it is done before it is measured, to compare what the programs give
 * @param ours lets the engine do it
 * @param hand does it without a framework
 * @param requery lets a database do it that is asked again; empty where there is none
 * @param reference the arguments of the reference's program; empty if it cannot do it
 */
record WorkTask(
    String workload,
    String size,
    int heapMegabytes,
    int checked,
    Supplier<Work> ours,
    Supplier<Work> hand,
    Optional<Supplier<Work>> requery,
    List<String> reference)
    implements Task {

  private static final int CHECKED = 64;
  private static final int HEAP_MEGABYTES = 3072;

  WorkTask(String workload, String size, Supplier<Work> ours, Supplier<Work> hand) {
    this(workload, size, HEAP_MEGABYTES, CHECKED, ours, hand, Optional.empty(), List.of());
  }

  /** The same, with another {@link #checked}. */
  WorkTask checkedTimes(int times) {
    return new WorkTask(workload, size, heapMegabytes, times, ours, hand, requery, reference);
  }

  /** The same, with another {@link #heapMegabytes}. */
  WorkTask withHeap(int megabytes) {
    return new WorkTask(workload, size, megabytes, checked, ours, hand, requery, reference);
  }

  /** The same, which the reference's program does with the given arguments. */
  WorkTask withReference(Object... arguments) {
    return new WorkTask(
        workload,
        size,
        heapMegabytes,
        checked,
        ours,
        hand,
        requery,
        Stream.of(arguments).map(String::valueOf).toList());
  }

  /** The same, which a database does, too, that is asked again after each write. */
  WorkTask withRequery(Supplier<Work> database) {
    return new WorkTask(
        workload, size, heapMegabytes, checked, ours, hand, Optional.of(database), reference);
  }

  /** The work of one of our programs. */
  Supplier<Work> work(Program program) {
    return switch (program) {
      case OURS -> ours;
      case HAND -> hand;
      case REQUERY -> requery.orElseThrow();
      case REFERENCE -> throw new IllegalArgumentException("the reference is not run by a JVM");
    };
  }

  /** What a measuring process runs: the task's name, the program, and the meter's times. */
  public static void main(String[] arguments) {
    WorkTask task = Workloads.withinProcess(arguments[0]);
    Meter meter = new Meter(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
    Program program = Program.valueOf(arguments[1]);
    System.out.println(meter.measure(task.work(program), task.checked()).line());
  }

  @Override
  public Measurement measure(Program program, Meter meter) throws IOException {
    List<String> heap =
        List.of("-Xms" + heapMegabytes + "m", "-Xmx" + heapMegabytes + "m", "-XX:+AlwaysPreTouch");
    List<String> arguments =
        List.of(
            name(),
            program.name(),
            String.valueOf(meter.warmMillis()),
            String.valueOf(meter.sampleMillis()));
    try (Peer process = Peer.startJava(WorkTask.class, heap, arguments)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }

  @Override
  public boolean hasRequery() {
    return requery.isPresent();
  }

  @Override
  public boolean hasReference() {
    return !reference.isEmpty();
  }

  @Override
  public Measurement measureReference(Reference installed, Meter meter) throws IOException {
    try (Peer process = installed.work(checked, meter, reference)) {
      return Measurement.read(process.await(Measurement.MARK));
    }
  }
}
