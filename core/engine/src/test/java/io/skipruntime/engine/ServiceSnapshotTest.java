package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownCollectionException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Collections that are read together, as they were after one commit. */
class ServiceSnapshotTest {

  record In(EagerCollection<String, Long> numbers) {}

  record Shared(EagerCollection<String, Long> numbers, EagerCollection<String, Boolean> signs) {}

  static final class Signs implements SkipService<In, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of("a", 1L), Entry.of("b", -1L));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.empty();
    }

    @Override
    public Shared createGraph(In in, Context context) {
      return new Shared(in.numbers(), in.numbers().mapValues(number -> number >= 0));
    }
  }

  @Test
  void snapshot_hasInputsAndSharedCollections_withTheirTypes() {
    try (ServiceInstance service = ServiceInstance.start(new Signs())) {
      assertThat(service.snapshot().collections())
          .extracting(
              ServiceSnapshot.NamedCollection::name,
              ServiceSnapshot.NamedCollection::keys,
              ServiceSnapshot.NamedCollection::values,
              each -> each.declarations().size())
          .containsExactly(
              tuple("numbers", String.class, Long.class, 2),
              tuple("signs", String.class, Boolean.class, 1));
      assertThat(service.snapshot().entries("signs"))
          .containsExactly(Entry.of("a", true), Entry.of("b", false));
      assertThat(service.snapshot().size("signs")).isEqualTo(2);
      assertThatThrownBy(() -> service.snapshot().entries("others"))
          .isInstanceOf(UnknownCollectionException.class)
          .hasMessageContaining("others");
    }
  }

  @Test
  void snapshot_staysAsItIs_whenTheServiceGoesOn() {
    try (ServiceInstance service = ServiceInstance.start(new Signs())) {
      ServiceSnapshot before = service.snapshot();
      Watermark after = service.update("numbers", List.of(Entry.of("a", -5L)));
      assertThat(before.entries("numbers")).contains(Entry.of("a", 1L));
      assertThat(before.entries("signs")).contains(Entry.of("a", true));
      assertThat(service.snapshot().watermark()).isEqualTo(after);
      assertThat(service.snapshot().entries("signs")).contains(Entry.of("a", false));
    }
  }

  @Test
  void snapshotOfThePast_isWhatWasThereThen() {
    try (ServiceInstance service =
        ServiceInstance.start(new Signs(), EngineOptions.defaults().withHistoryMillis(1_000_000))) {
      Watermark before = service.watermark();
      service.update("numbers", List.of(Entry.of("a", -5L), Entry.of("c", 1L)));
      ServiceSnapshot then = service.at(before).snapshot();
      assertThat(then.watermark()).isEqualTo(before);
      assertThat(then.entries("signs")).containsExactly(Entry.of("a", true), Entry.of("b", false));
    }
  }
}
