package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecentCommitsTest {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<String, Long> highest, EagerCollection<String, Boolean> isHigh) {}

  static final class Highest implements SkipService<Inputs, Shared> {
    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<String, Long> highest =
          in.numbers()
              .mapReduce(
                  (key, numbers, out) -> out.emit("all", 100 / numbers.getUnique()),
                  Reducers.max());
      return new Shared(
          highest, highest.map((key, values, out) -> out.emit(key, values.getUnique() > 10)));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("highest", (shared, context) -> shared.highest());
    }
  }

  private final RecentCommits commits = new RecentCommits(3, () -> Instant.EPOCH);
  private final ServiceInstance service =
      ServiceInstance.start(new Highest(), EngineOptions.defaults().withListener(commits));

  @AfterEach
  void close() {
    service.close();
  }

  private CommitReport last() {
    return commits.last().orElseThrow();
  }

  private NodeActivity activity(String kind) {
    String name =
        service.inspector().nodes().stream()
            .filter(each -> each.kind().equals(kind))
            .findFirst()
            .orElseThrow()
            .id()
            .name();
    return last().nodes().stream()
        .filter(each -> each.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void report_hasWhatRan_whatWasCutOff_andWhatChanged() {
    service.update("numbers", List.of(Entry.of(1L, 4L), Entry.of(2L, 5L)));
    service.update("numbers", List.of(Entry.of(3L, 3L)));

    CommitReport report = last();
    assertThat(report.tick()).isEqualTo(service.watermark().tick());
    assertThat(report.isCommitted()).isTrue();
    assertThat(report.isWrite()).isTrue();
    assertThat(report.durationNanos()).isPositive();
    assertThat(report.time()).isEqualTo(Instant.EPOCH);
    assertThat(report.functionRuns()).isEqualTo(2);
    assertThat(report.changedEntries()).isEqualTo(2);
    assertThat(activity("input").changedKeys()).containsExactly(3L);
    assertThat(activity("mapReduce").keys()).containsExactly(3L);
    assertThat(activity("mapReduce").changedKeys()).containsExactly("all");
    assertThat(activity("map").runs()).isEqualTo(1);
    assertThat(activity("map").cutOffs()).isEqualTo(1);
    assertThat(activity("map").changedEntries()).isZero();
  }

  @Test
  void failedWrite_isReported_asTakenBack() {
    service.update("numbers", List.of(Entry.of(1L, 4L)));
    long tick = service.watermark().tick();
    assertThatThrownBy(() -> service.update("numbers", List.of(Entry.of(2L, 0L))))
        .isInstanceOf(ComputationException.class);

    assertThat(last().isCommitted()).isFalse();
    assertThat(last().tick()).isEqualTo(tick + 1);
    assertThat(last().functionRuns()).isEqualTo(1);
    assertThat(activity("mapReduce").keys()).containsExactly(2L);
    assertThat(service.watermark().tick()).isEqualTo(tick);
  }

  @Test
  void reports_areLimited_asAreTheirKeys() {
    List<Entry<Long, Long>> many = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      many.add(Entry.of(i, 1 + i));
    }
    service.update("numbers", many);
    assertThat(activity("mapReduce").runs()).isEqualTo(100);
    assertThat(activity("mapReduce").keys()).hasSize(NodeActivity.MOST_KEYS);
    assertThat(activity("input").changedEntries()).isEqualTo(100);
    assertThat(activity("input").changedKeys()).hasSize(NodeActivity.MOST_KEYS);

    for (long i = 0; i < 5; i++) {
      service.update("numbers", List.of(Entry.of(0L, 2 + i)));
    }
    assertThat(commits.after(0)).hasSize(3).endsWith(last());
    assertThat(commits.after(last().number() - 1)).containsExactly(last());
    assertThat(commits.after(commits.count())).isEmpty();
  }

  @Test
  void reports_areFoundByNumber_andTheNewestFewAreGiven_howeverManyWent() {
    RecentCommits some = new RecentCommits(20, () -> Instant.EPOCH);
    try (ServiceInstance other =
        ServiceInstance.start(new Highest(), EngineOptions.defaults().withListener(some))) {
      for (long i = 0; i < 50; i++) {
        other.update("numbers", List.of(Entry.of(i, 2 + i)));
        long newest = some.count();
        long oldest = Math.max(1, newest - 19);
        assertThat(some.after(0).stream().map(CommitReport::number))
            .containsExactlyElementsOf(LongStream.rangeClosed(oldest, newest).boxed().toList());
        assertThat(some.after(0, 2)).hasSize((int) Math.min(2, newest)).endsWith(latest(some));
        assertThat(some.after(newest - 1, 2)).containsExactly(latest(some));
        assertThat(some.after(0, 0)).isEmpty();
        assertThat(some.report(oldest)).contains(some.after(0).getFirst());
        assertThat(some.report(newest)).contains(latest(some));
        assertThat(some.report(oldest - 1)).isEmpty();
        assertThat(some.report(newest + 1)).isEmpty();
      }
    }
  }

  private static CommitReport latest(RecentCommits of) {
    return of.last().orElseThrow();
  }

  @Test
  void bytes_areBounded_andTheNewestIsKept() {
    RecentCommits small = new RecentCommits(100, 2_000, () -> Instant.EPOCH);
    try (ServiceInstance other =
        ServiceInstance.start(new Highest(), EngineOptions.defaults().withListener(small))) {
      for (long i = 0; i < 20; i++) {
        other.update("numbers", List.of(Entry.of(i, 2 + i)));
      }
    }
    assertThat(small.after(0)).hasSizeBetween(1, 4);
    assertThat(small.last().orElseThrow().number()).isEqualTo(small.count());
  }

  @Test
  void sentEvents_belongToTheirTick_asLongAsItIsKept() {
    service.update("numbers", List.of(Entry.of(1L, 4L)));
    long tick = service.watermark().tick();
    commits.sent(tick, 10);
    commits.sent(tick, 5);
    commits.sent(tick - 100, 7);

    assertThat(last().sentEvents()).isEqualTo(2);
    assertThat(last().sentBytes()).isEqualTo(15);
    commits.sent(tick + 1, 3);
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    assertThat(last().sentBytes()).as("sent before the report was made").isEqualTo(3);
  }

  @Test
  void notifiedInstances_areCounted() {
    service.getAll("highest");
    service.update("numbers", List.of(Entry.of(1L, 4L)));
    assertThat(last().notifiedInstances()).isEqualTo(1);
    service.update("numbers", List.of(Entry.of(2L, 5L)));
    assertThat(last().notifiedInstances()).as("nothing has changed for it").isZero();
  }
}
