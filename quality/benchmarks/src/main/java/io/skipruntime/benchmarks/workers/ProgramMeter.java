package io.skipruntime.benchmarks.workers;

import io.skipruntime.benchmarks.measure.Measurement;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The measuring process of a program in another language, which has its engine: it is given how
 * often the work is checked, for how many milliseconds of CPU time it is done before it is measured
 * and while it is, the file of the program, and the words of a {@link ProgramWork}. It prints a
 * {@link Measurement#line}, whose CPU time is that of both processes.
 */
final class ProgramMeter {

  private static final int LEAST = 3;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ProgramWork work;
  private int next;
  private double cpuMicros;

  private ProgramMeter(ProgramWork work) {
    this.work = work;
  }

  /** Measures, and prints. */
  public static void main(String[] arguments) {
    int checked = Integer.parseInt(arguments[0]);
    long warmMillis = Long.parseLong(arguments[1]);
    long sampleMillis = Long.parseLong(arguments[2]);
    List<String> words = List.of(arguments).subList(4, arguments.length);
    try (RunningProgram program = new RunningProgram(Path.of(arguments[3]))) {
      ProgramMeter meter = new ProgramMeter(ProgramWork.of(program, words));
      long checksum = 0;
      while (meter.next < checked) {
        checksum = 31 * checksum + meter.runOnce();
      }
      meter.runFor(warmMillis);
      meter.cpuMicros = 0;
      int times = meter.runFor(sampleMillis);
      System.out.println(new Measurement(meter.cpuMicros / times, 0, 0, checksum).line());
    }
  }

  private long runOnce() {
    long made = work.run(next++);
    work.undo();
    return made;
  }

  /**
   * Runs until so much CPU time was used, which says more than the clock where others use the
   * machine; adds the CPU time of the work, without that of undoing.
   */
  private int runFor(long millis) {
    int from = next;
    double most = cpuMicros + TimeUnit.MILLISECONDS.toMicros(millis);
    double before = work.program.cpuMicros();
    long looked = System.nanoTime();
    while (next < from + LEAST || cpuMicros < most) {
      work.run(next++);
      boolean looks = work.isUndone() || System.nanoTime() - looked > LOOK_NANOS;
      if (looks) {
        cpuMicros += work.program.cpuMicros() - before;
        work.undo();
        before = work.program.cpuMicros();
        looked = System.nanoTime();
      }
    }
    cpuMicros += work.program.cpuMicros() - before;
    return next - from;
  }
}
