package io.skipruntime.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Records that are carried out again over contents for which functions of the shared graph have
 * made collections: a build that begins with these contents finds collections that the first one,
 * with none, did not, and the records change as much as they did.
 */
class ReplayedNestingTest {

  record Inputs(EagerCollection<Long, Long> factors, EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> products) {}

  record Times(long factor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      out.emit(key, factor * numbers.getUnique());
    }
  }

  /** Makes a collection of products for each factor, and reads one of them. */
  record Products(EagerCollection<Long, Long> numbers)
      implements ContextMapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> factors, Emitter<Long, Long> out, Context context) {
      out.emit(key, numbers.map(new Times(factors.getUnique())).getUnique(1L));
    }
  }

  record All() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.products();
    }
  }

  record Service() implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.of("all", All.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.factors().map(new Products(in.numbers())));
    }
  }

  private static ServiceInstance start(MemoryJournal journal) {
    return ServiceInstance.start(new Service(), EngineOptions.defaults().withPersistence(journal));
  }

  @Test
  void records_changeWhatTheyDid_whenTheSnapshotHasContentsThatCollectionsWereMadeFor() {
    MemoryJournal journal = MemoryJournal.atOnce(MemoryJournal.Way.REPLAY);
    try (ServiceInstance first = start(journal)) {
      first.update("numbers", List.of(Entry.of(1L, 5L)));
      first.update("factors", List.of(Entry.of(7L, 2L)));
      journal.takeSnapshot();
      first.update("numbers", List.of(Entry.of(1L, 6L)));
      journal.crash();
      try (ServiceInstance second = start(journal)) {
        assertThat(journal.folds()).isEmpty();
        assertThat(second.watermark()).isEqualTo(first.watermark());
        assertThat(second.<Long, Long>getAll("all")).containsExactly(Entry.of(7L, 12L));
      }
    }
  }
}
