package io.skipruntime.benchmarks.durable;

import io.skipruntime.Context;
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
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service of small records with a map over them. */
final class RecordsService implements SkipService<RecordsService.Inputs, RecordsService.Shared> {

  record Item(String name, long number, boolean active) {}

  record Inputs(EagerCollection<Long, Item> items) {}

  record Shared(EagerCollection<Long, Long> numbers) {}

  record NumberOf() implements Mapper<Long, Item, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Item> items, Emitter<Long, Long> out) {
      out.emit(key, items.getUnique().number());
    }
  }

  record Numbers() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.numbers();
    }
  }

  static Item item(long key, long number) {
    return new Item("item " + key, number, true);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("numbers", Numbers.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.items().map(new NumberOf()));
  }

  /** The service as a store, with its data in a directory or nowhere. */
  static Store store(Optional<Persistence> persistence) {
    EngineOptions options =
        persistence
            .map(each -> EngineOptions.defaults().withPersistence(each))
            .orElse(EngineOptions.defaults());
    ServiceInstance service = ServiceInstance.start(new RecordsService(), options);
    return new Store() {
      @Override
      public void put(long first, int count, long number) {
        List<Entry<Long, Item>> entries = new ArrayList<>(count);
        for (long key = first; key < first + count; key++) {
          entries.add(Entry.of(key, item(key, number)));
        }
        service.update("items", entries);
      }

      @Override
      public void close() {
        service.close();
      }
    };
  }

  /** Starts the service on a directory, reads an entry, and stops it; how long the start took. */
  static double startSeconds(Path directory) {
    long begin = System.nanoTime();
    try (ServiceInstance service =
        ServiceInstance.start(
            new RecordsService(),
            EngineOptions.defaults().withPersistence(Persistence.in(directory)))) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (service.getArray("numbers", new Numbers(), 0L).isEmpty()) {
        throw new IllegalStateException("the data is not there");
      }
      return seconds;
    }
  }
}
