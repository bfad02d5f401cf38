package io.skipruntime.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.EntryPage;
import io.skipruntime.engine.EntrySelection;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Collections that are changed in place, beside what looks at them from outside. */
class InPlaceContentsTest {

  private static final int KEYS = 200;
  private static final long FORBIDDEN = -1;
  private static final long HIDDEN = -2;

  private final ServiceInstance service = ServiceInstance.start(new Chain());
  private final Map<Long, Long> expected = new TreeMap<>();
  private final Random random = new Random(41);

  @AfterEach
  void close() {
    service.close();
  }

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> last) {}

  record Increment() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() != HIDDEN) {
        out.emit(key, values.getUnique() + 1);
      }
    }
  }

  record Twice() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() * 2);
    }
  }

  record Check() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() == 2 * (FORBIDDEN + 1)) {
        throw new IllegalArgumentException("forbidden");
      }
      out.emit(key, values.getUnique());
    }
  }

  /** Two collections that no name leads to, between an input and what is shared. */
  record Chain() implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      List<Entry<Long, Long>> entries = new ArrayList<>();
      for (long key = 0; key < KEYS; key++) {
        entries.add(Entry.of(key, key));
      }
      return InitialData.empty().with("numbers", entries);
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("last", (shared, context) -> shared.last())
          .and("incremented", (shared, context) -> shared.last().map(new Increment()));
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.numbers().map(new Increment()).map(new Twice()).map(new Check()));
    }
  }

  private void fill() {
    for (long key = 0; key < KEYS; key++) {
      expected.put(key, key);
    }
  }

  /** Some keys with other values; a few of them go, are hidden, or come. */
  private List<Entry<Long, Long>> changes() {
    List<Entry<Long, Long>> changes = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      long key = random.nextInt(KEYS + 10);
      switch (random.nextInt(8)) {
        case 0 -> changes.add(new Entry<>(key, List.of()));
        case 1 -> changes.add(Entry.of(key, HIDDEN));
        default -> changes.add(Entry.of(key, (long) random.nextInt(1000)));
      }
    }
    return changes;
  }

  private void write(List<Entry<Long, Long>> changes) {
    service.update("numbers", changes);
    for (Entry<Long, Long> each : changes) {
      if (each.values().isEmpty()) {
        expected.remove(each.key());
      } else {
        expected.put(each.key(), each.values().getFirst());
      }
    }
  }

  private Map<Long, Long> incremented() {
    Map<Long, Long> mapped = new TreeMap<>();
    expected.forEach((key, value) -> {
      if (value != HIDDEN) {
        mapped.put(key, value + 1);
      }
    });
    return mapped;
  }

  private Map<Long, Long> last() {
    Map<Long, Long> mapped = new TreeMap<>();
    incremented().forEach((key, value) -> mapped.put(key, 2 * value));
    return mapped;
  }

  private NodeDescription inner() {
    return service.inspector().nodes().stream()
        .filter(node -> node.id().name().equals("numbers.map(Increment)"))
        .findFirst()
        .orElseThrow();
  }

  private EntryPage pageOfInner() {
    return service
        .inspector()
        .page(inner().id().fingerprint(), EntrySelection.first(2 * KEYS), Optional.empty());
  }

  private static Map<Long, Long> contents(EntryPage page) {
    Map<Long, Long> contents = new TreeMap<>();
    page.entries()
        .forEach(entry -> contents.put((Long) entry.key(), (Long) entry.values().getFirst()));
    return contents;
  }

  private Map<Long, Long> contentsOfLast() {
    Map<Long, Long> contents = new TreeMap<>();
    service
        .<Long, Long>getAll("last")
        .forEach(entry -> contents.put(entry.key(), entry.values().getFirst()));
    return contents;
  }

  @Test
  void refusedWrites_andLooks_changeNothing() {
    fill();
    for (int step = 0; step < 300; step++) {
      List<Entry<Long, Long>> refused = changes();
      refused.removeIf(entry -> entry.key() == 3);
      refused.add(Entry.of(3L, FORBIDDEN));
      assertThatThrownBy(() -> service.update("numbers", refused))
          .isInstanceOf(ComputationException.class);
      if (random.nextInt(3) == 0) {
        assertThat(contents(pageOfInner())).as("step " + step).isEqualTo(incremented());
      }
      write(changes());
      assertThat(contentsOfLast()).as("step " + step).isEqualTo(last());
      assertThat(inner().size()).as("step " + step).isEqualTo(incremented().size());
    }
  }

  @Test
  void entries_haveTheTickOfTheirLastChange_afterRefusedWrites() {
    fill();
    write(List.of(Entry.of(5L, 50L)));
    long tick = service.watermark().tick();
    write(List.of(Entry.of(6L, 60L)));
    assertThatThrownBy(
            () -> service.update("numbers", List.of(Entry.of(5L, 51L), Entry.of(3L, FORBIDDEN))))
        .isInstanceOf(ComputationException.class);
    assertThat(pageOfInner().entries())
        .filteredOn(entry -> entry.key().equals(5L))
        .singleElement()
        .satisfies(entry -> assertThat(entry.tick()).isEqualTo(tick));
  }

  @Test
  void statistics_haveTheSizesOfCollectionsThatAreChangedInPlace() {
    fill();
    write(List.of(Entry.of(5L, HIDDEN)));
    assertThat(service.statistics().collections())
        .filteredOn(size -> size.label().equals("numbers.map(Increment)"))
        .singleElement()
        .satisfies(size -> {
          assertThat(size.entries()).isEqualTo(KEYS - 1);
          assertThat(size.heapBytes()).isPositive();
        });
  }

  @Test
  void withHistory_everyVersionHasAllContents() {
    try (ServiceInstance kept =
        ServiceInstance.start(new Chain(), EngineOptions.defaults().withHistoryMillis(1_000_000))) {
      var before = kept.watermark();
      kept.update("numbers", List.of(Entry.of(5L, 50L)));
      String inner =
          kept.inspector().nodes().stream()
              .filter(node -> node.id().name().equals("numbers.map(Increment)"))
              .findFirst()
              .orElseThrow()
              .id()
              .fingerprint();
      EntryPage past =
          kept.inspector().page(inner, EntrySelection.first(KEYS), Optional.of(before));
      assertThat(contents(past)).containsEntry(5L, 6L);
    }
  }
}
