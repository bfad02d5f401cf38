package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceStatistics.CollectionSize;
import io.skipruntime.engine.ServiceStatistics.ResourceSize;
import io.skipruntime.engine.spi.CommitReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  record Inputs(EagerCollection<Long, String> texts) {}

  record Shared(EagerCollection<Long, Boolean> isLong) {}

  record IsLong() implements Mapper<Long, String, Long, Boolean> {
    @Override
    public void mapEntry(Long key, Values<String> texts, Emitter<Long, Boolean> out) {
      if (texts.getUnique().equals("bad")) {
        throw new IllegalStateException("bad");
      }
      out.emit(key, texts.getUnique().length() > 3);
    }
  }

  private static final class Lengths implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("long", (in, context) -> in.isLong());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.texts().map(new IsLong()));
    }
  }

  private final List<CommitReport> reports = new ArrayList<>();
  private final ServiceInstance service =
      ServiceInstance.start(
          new Lengths(), EngineOptions.defaults().withCommitListener(reports::add));

  private void write(Long key, String... texts) {
    service.update("texts", List.of(new Entry<>(key, List.of(texts))));
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void work_isCounted() {
    ServiceStatistics before = service.statistics();
    write(1L, "one");
    write(1L, "two"); // as long as before: isLong is cut off
    assertThatThrownBy(() -> write(1L, "bad")).isInstanceOf(SkipException.class);
    ServiceStatistics after = service.statistics();

    assertThat(after.commits() - before.commits()).isEqualTo(2);
    assertThat(after.rollBacks() - before.rollBacks()).isEqualTo(1);
    assertThat(after.functionRuns() - before.functionRuns()).isEqualTo(3);
    assertThat(after.cutOffs() - before.cutOffs()).isEqualTo(1);
    assertThat(after.waitingTransactions()).isZero();
  }

  @Test
  void commits_areReported_withWhatTheyChanged() {
    service.getAll("long");
    reports.clear();
    write(1L, "one");
    service.getAll("long");
    write(1L, "two");

    assertThat(reports).hasSize(2).allMatch(report -> report.durationNanos() > 0);
    CommitReport first = reports.get(0);
    assertThat(first.isWrite()).isTrue();
    assertThat(first.tick()).isEqualTo(service.watermark().tick() - 1);
    assertThat(first.changedEntries()).isEqualTo(2);
    assertThat(reports.get(1).changedEntries()).isEqualTo(1);
  }

  @Test
  void openingAnInstance_isReported_asNoWrite() {
    reports.clear();
    service.getAll("long");

    assertThat(reports).singleElement().matches(report -> !report.isWrite());
  }

  @Test
  void collections_haveTheirSizes() {
    service.getAll("long");
    write(1L, "one");
    write(2L, "other");
    write(2L);
    ServiceStatistics statistics = service.statistics();

    assertThat(statistics.collections())
        .extracting(CollectionSize::name, CollectionSize::entries, CollectionSize::tombstones)
        .containsExactly(tuple("texts", 1L, 1L), tuple("texts.map(IsLong)", 1L, 1L));
    assertThat(statistics.resources()).containsExactly(new ResourceSize("long", 1, 0, 1));
  }

  @Test
  void heapBytes_areRoughlyThoseOfTheEntries() {
    String text = "x".repeat(1000);
    List<Entry<Long, String>> entries =
        LongStream.range(0, 10_000).mapToObj(key -> Entry.of(key, text + key)).toList();
    service.update("texts", entries);

    CollectionSize texts = service.statistics().collections().get(0);
    assertThat(texts.heapBytes() / texts.entries()).isBetween(1000L, 1300L);
  }
}
