package io.skipruntime.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The least time and processor time that each reader has taken for a topic. For one thread. */
final class ReadingTimes {

  /**
   * The beginning of a reading.
   *
   * @param nanos when it was
   * @param cpuNanos the processor time of this process until then
   */
  record Clock(long nanos, long cpuNanos) {

    static Clock start() {
      return new Clock(System.nanoTime(), processorTime());
    }

    private static long processorTime() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  private record Least(double seconds, double cpuMicros, int times) {

    Least and(Least other) {
      return new Least(
          Math.min(seconds, other.seconds),
          Math.min(cpuMicros, other.cpuMicros),
          times + other.times);
    }
  }

  private final int records;
  private final Map<TopicReader, Least> least = new EnumMap<>(TopicReader.class);

  /** The times of readings of so many records. */
  ReadingTimes(int records) {
    this.records = records;
  }

  /** Notes that a reading has ended now. */
  void add(TopicReader reader, Clock begun) {
    Clock now = Clock.start();
    double cpuMicros = (now.cpuNanos() - begun.cpuNanos()) / 1e3 / records;
    least.merge(reader, new Least((now.nanos() - begun.nanos()) / 1e9, cpuMicros, 1), Least::and);
  }

  /** A line for each reader, with how many times the processor time of those before it takes. */
  List<String> lines(String task) {
    List<String> lines = new ArrayList<>();
    least.forEach((reader, time) ->
        lines.add(
            String.format(
                Locale.ROOT,
                "%s %,d records, %-17s %9.0f records/s  %5.2f µs CPU/record%s; the best of %d",
                task,
                records,
                reader.description() + ":",
                records / time.seconds(),
                time.cpuMicros(),
                ratios(reader, time).map(known -> " (" + known + ")").orElse(""),
                time.times())));
    return lines;
  }

  private Optional<String> ratios(TopicReader reader, Least time) {
    List<String> ratios = new ArrayList<>();
    least.forEach((other, others) -> {
      if (other.compareTo(reader) < 0) {
        ratios.add(
            String.format(
                Locale.ROOT,
                "%.2f times %s",
                time.cpuMicros() / others.cpuMicros(),
                other.description()));
      }
    });
    return ratios.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", ratios));
  }
}
