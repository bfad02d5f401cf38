package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys of several classes in one collection: what is the same JSON is one key. */
class MixedKeysTest {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(
      EagerCollection<Object, Long> mixed,
      EagerCollection<Object, Long> counts,
      EagerCollection<Object, Long> sums,
      EagerCollection<Long, Long> found) {}

  /** Emits to one key: a Long for even values, a Double for odd ones, and both for tens. */
  record Mix() implements Mapper<Long, Long, Object, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Object, Long> out) {
      for (Long value : values) {
        if (value % 2 == 0) {
          out.emit(7L, value);
        }
        if (value % 2 != 0 || value % 10 == 0) {
          out.emit(7.0, value);
        }
      }
    }
  }

  /** Looks up by a Double what others emitted to a Long. */
  record Find(EagerCollection<Object, Long> mixed) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      mixed.get(7.0).forEach(value -> out.emit(key, value));
    }
  }

  record Service() implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("mixed", (shared, context) -> shared.mixed())
          .and("counts", (shared, context) -> shared.counts())
          .and("sums", (shared, context) -> shared.sums())
          .and("found", (shared, context) -> shared.found());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<Object, Long> mixed = in.numbers().map(new Mix());
      return new Shared(
          mixed,
          in.numbers().mapReduce(new Mix(), Reducers.count()),
          mixed.reduce(Reducers.sum()),
          in.numbers().map(new Find(mixed)));
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Service());

  @AfterEach
  void close() {
    service.close();
  }

  private void requireAll(Long... values) {
    List<Long> all = List.of(values);
    assertThat(service.getArray("mixed", Json.NULL, 7L)).isEqualTo(all);
    assertThat(service.getArray("mixed", Json.NULL, Json.parse("7.0"))).isEqualTo(all);
    assertThat(service.getAll("mixed")).hasSize(all.isEmpty() ? 0 : 1);
    assertThat(service.getArray("counts", Json.NULL, 7L))
        .isEqualTo(all.isEmpty() ? List.of() : List.of((long) all.size()));
    assertThat(service.getArray("sums", Json.NULL, 7L))
        .isEqualTo(all.isEmpty() ? List.of() : List.of(all.stream().mapToLong(each -> each).sum()));
    assertThat(service.<Long, Long>getAll("found"))
        .allSatisfy(entry -> assertThat(entry.values()).isEqualTo(all));
  }

  @Test
  void contributionsToOneAndOnePointZero_areTogether() {
    service.update("numbers", List.of(Entry.of(1L, 4L)));
    requireAll(4L);
    service.update("numbers", List.of(Entry.of(2L, 5L), Entry.of(3L, 10L)));
    requireAll(4L, 5L, 10L, 10L);
    service.update("numbers", List.of(Entry.of(1L, 3L)));
    requireAll(3L, 5L, 10L, 10L);
    service.update("numbers", List.of(Entry.of(3L, 2L), Entry.of(2L)));
    requireAll(3L, 2L);
    service.update("numbers", List.of(Entry.of(3L), Entry.of(1L)));
    requireAll();
  }

  @Test
  void keyThatIsItsOwnSources_mayComeAsAnotherClass() {
    service.update("numbers", List.of(Entry.of(7L, 4L)));
    requireAll(4L);
    service.update("numbers", List.of(Entry.of(7L, 5L)));
    requireAll(5L);
    service.update("numbers", List.of(Entry.of(8L, 6L)));
    requireAll(5L, 6L);
    service.update("numbers", List.of(Entry.of(7L)));
    requireAll(6L);
  }
}
