package io.skipruntime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.benchmarks.measure.Measurement;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured side by side is the same work. */
class WorkloadsTest {

  private static final int TIMES = 8;

  /** Those that take seconds to load are left to the measurements, which check the same. */
  static List<WorkTask> tasks() {
    return Workloads.withinProcess().stream().filter(task -> !isLarge(task)).toList();
  }

  private static boolean isLarge(WorkTask task) {
    return (task.name().startsWith("W1") && task.size().contains("N=100000"))
        || task.size().equals("L=100000")
        || task.size().startsWith("N=1000000");
  }

  private static long sum(Supplier<Work> program) {
    try (Work work = program.get()) {
      long sum = 0;
      for (int i = 0; i < TIMES; i++) {
        sum = 31 * sum + work.run(i);
      }
      return sum;
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void bothPrograms_changeTheSame(WorkTask task) {
    assertThat(sum(task.ours())).as(task.name()).isEqualTo(sum(task.hand()));
  }

  static List<WorkTask> withRequery() {
    return tasks().stream().filter(WorkTask::hasRequery).toList();
  }

  @ParameterizedTest
  @MethodSource("withRequery")
  void databaseThatIsAskedAgain_changesTheSame(WorkTask task) {
    assertThat(sum(task.requery().orElseThrow())).as(task.name()).isEqualTo(sum(task.hand()));
  }

  @Test
  void spread_isOfTheMostToTheLeast() {
    List<Measurement> all =
        Stream.of(2.0, 3.0, 1.5).map(cpu -> new Measurement(cpu, 0, 0, 0)).toList();
    assertThat(Measurement.spread(all)).isEqualTo(2);
    assertThat(Measurement.spread(all.subList(0, 1))).isEqualTo(1);
  }

  @Test
  void measurement_isReadBack() {
    Measurement measured = new Measurement(1.5, 2048.25, 4096, -7);
    List<String> words = List.of(measured.line().split(" ", -1));
    assertThat(words.getFirst()).isEqualTo(Measurement.MARK);
    assertThat(Measurement.read(words.subList(1, words.size()))).isEqualTo(measured);
  }

  @Test
  void numbers_areThoseOfMulberry32() {
    Numbers numbers = new Numbers(42);
    assertThat(List.of(numbers.next(), numbers.next(), numbers.next()))
        .containsExactly(2581720956L, 1925393290L, 3661312704L);
  }
}
