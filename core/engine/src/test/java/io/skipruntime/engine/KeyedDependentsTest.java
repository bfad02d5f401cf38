package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that each slice or read one key cost the writes of other keys nothing. */
class KeyedDependentsTest {

  private static final int INSTANCES = 300;

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> one) {}

  record Sliced(long key, long other) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().slice(key, key);
    }
  }

  record Looked(long key, long other, EagerCollection<Long, Long> numbers)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long source, Values<Long> values, Emitter<Long, Long> out) {
      long wanted = values.getUnique() % 2 == 0 ? key : other;
      numbers.get(wanted).forEach(number -> out.emit(wanted, number));
    }
  }

  record LookedUp(long key, long other) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.one().map(new Looked(key, other, in.numbers()));
    }
  }

  record Gotten(long key, long other) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().get(key).isEmpty()
          ? in.numbers().slices(List.of())
          : in.numbers().slice(key, key);
    }
  }

  record Service() implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("sliced", Sliced.class)
          .and("lookedUp", LookedUp.class)
          .and("gotten", Gotten.class);
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  /** The key that an instance is for, and another. */
  private static Json keys(long key) {
    return Json.object(Map.of("key", Json.of(key), "other", Json.of(key + INSTANCES)));
  }

  private static void write(ServiceInstance service, long key, long value) {
    service.update("numbers", List.of(Entry.of(key, value)));
  }

  private static ServiceInstance started(String resource) {
    ServiceInstance service = ServiceInstance.start(new Service());
    service.update("one", List.of(Entry.of(0L, 0L)));
    service.update(
        "numbers",
        IntStream.range(0, 2 * INSTANCES).mapToObj(i -> Entry.of((long) i, 1L)).toList());
    for (long key = 0; key < INSTANCES; key++) {
      service.instantiateResource(resource + key, resource, keys(key));
    }
    return service;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sliced", "lookedUp", "gotten"})
  void write_takesTheTurnsOfTheInstancesOfItsKeyOnly(String resource) {
    try (ServiceInstance service = started(resource)) {
      long cutOffs = service.statistics().cutOffs();
      for (long key = 0; key < 2 * INSTANCES; key++) {
        write(service, key, key + 7);
      }
      assertThat(service.statistics().cutOffs() - cutOffs).isZero();
      for (long key = 0; key < INSTANCES; key++) {
        assertThat(service.<Long, Long>getAll(resource, keys(key)))
            .containsExactly(Entry.of(key, key + 7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sliced", "lookedUp", "gotten"})
  void instances_haveWhatTheirKeyHas_whateverIsWrittenOpenedAndClosed(String resource) {
    Random random = new Random(5);
    try (ServiceInstance service = started(resource)) {
      Map<Long, Long> model = new TreeMap<>();
      long switched = 0;
      for (int step = 0; step < 400; step++) {
        long key = random.nextInt(2 * INSTANCES);
        switch (random.nextInt(5)) {
          case 0 -> {
            service.update("numbers", List.of(Entry.deleted(key)));
            model.put(key, -1L);
          }
          case 1 -> {
            switched = random.nextInt(2);
            service.update("one", List.of(Entry.of(0L, switched)));
          }
          case 2 -> {
            service.closeResourceInstance(resource + key % INSTANCES);
            service.collectIdle();
            service.instantiateResource(
                resource + key % INSTANCES, resource, keys(key % INSTANCES));
          }
          default -> {
            write(service, key, step);
            model.put(key, (long) step);
          }
        }
        long instance = random.nextInt(4) == 0 ? random.nextInt(INSTANCES) : key % INSTANCES;
        long read = resource.equals("lookedUp") ? instance + switched * INSTANCES : instance;
        long expected = model.getOrDefault(read, 1L);
        assertThat(service.<Long, Long>getAll(resource, keys(instance)))
            .isEqualTo(expected < 0 ? List.of() : List.of(Entry.of(read, expected)));
      }
    }
  }
}
