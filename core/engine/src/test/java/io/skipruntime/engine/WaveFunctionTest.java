package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.CollectionsByName;
import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.engine.spi.NamedService;
import io.skipruntime.engine.spi.UserFunction;
import io.skipruntime.engine.spi.WaveFunction;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.engine.spi.Waves;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Functions that run beforehand, all of one height together, and are replayed. */
final class WaveFunctionTest {

  /** A place that runs functions as another process would: it looks values up past the engine. */
  static final class Elsewhere implements Waves {
    final List<List<String>> waves = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    private final List<MirroredCollection> observed = new ArrayList<>();

    @Override
    public void prepare(List<? extends WaveRuns> wave) {
      List<String> names = new ArrayList<>();
      for (WaveRuns runs : wave) {
        for (int i = 0; i < runs.size(); i++) {
          names.add(runs.function().name() + runs.key(i));
          MirroredCollection prices = runs.collections().getFirst();
          observe(prices);
          List<?> found = prices.valuesOf(new Object[] {runs.key(i)})[0];
          long price = found == null ? 0 : ((Json) found.getFirst()).asLong();
          runs.outcome(i, ((Json) runs.values(i).getFirst()).asLong() + price);
        }
      }
      waves.add(names);
    }

    private void observe(MirroredCollection collection) {
      if (observed.contains(collection)) {
        return;
      }
      observed.add(collection);
      collection.observe(
          new MirroredCollection.Observer() {
            @Override
            public void changed(Iterable<Object> keys) {
              keys.forEach(key -> changes.add("changed " + key));
            }

            @Override
            public void changedWholly() {
              changes.add("changed wholly");
            }

            @Override
            public void gone() {
              changes.add("gone");
            }
          });
    }
  }

  /** Adds the price of a key to its value; a sum of 13 is a mistake. */
  static final class Plus implements ContextMapper<Json, Json, Json, Json>, WaveFunction {
    private final String name;
    private final Elsewhere elsewhere;
    private final EagerCollection<Json, Json> prices;

    Plus(String name, Elsewhere elsewhere, EagerCollection<Json, Json> prices) {
      this.name = name;
      this.elsewhere = elsewhere;
      this.prices = prices;
    }

    @Override
    public Waves waves() {
      return elsewhere;
    }

    @Override
    public void replay(Object outcome, Emitter<Object, Object> out) {
      long sum = (Long) outcome;
      prices.get(Json.of(1));
      prices.get(Json.of(2));
      if (sum == 13) {
        throw new IllegalStateException("thirteen");
      }
      out.emit(Json.of("sum of " + sum), Json.of(sum));
    }

    @Override
    public void mapEntry(Json of, Values<Json> values, Emitter<Json, Json> out, Context context) {
      throw new AssertionError("all runs are made in waves");
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Object identity() {
      return name;
    }

    @Override
    public String fingerprint() {
      return name;
    }

    @Override
    public List<?> collections() {
      return List.of(prices);
    }

    @Override
    @SuppressWarnings("unchecked") // a collection is replaced by one of the same types
    public UserFunction bind(UnaryOperator<Object> collections) {
      return new Plus(name, elsewhere, (EagerCollection<Json, Json>) collections.apply(prices));
    }
  }

  /** A service of names: two functions over the same inputs. */
  record Shop(Elsewhere elsewhere) implements NamedService {

    @Override
    public List<String> inputNames() {
      return List.of("counts", "prices");
    }

    @Override
    public InitialData initialData() {
      return InitialData.of("counts", Entry.of(Json.of(1), Json.of(2)))
          .with("prices", Entry.of(Json.of(1), Json.of(5)));
    }

    @Override
    public Resources<CollectionsByName> resources() {
      return Resources.empty();
    }

    @Override
    @SuppressWarnings("unchecked") // inputs of a named service are of JSON
    public CollectionsByName createGraph(CollectionsByName inputs, Context context) {
      EagerCollection<Json, Json> counts =
          (EagerCollection<Json, Json>) inputs.collections().getFirst();
      EagerCollection<Json, Json> prices =
          (EagerCollection<Json, Json>) inputs.collections().get(1);
      return new CollectionsByName(
          List.of("one", "other"),
          List.of(
              counts.map(new Plus("one", elsewhere, prices)),
              counts.map(new Plus("other", elsewhere, prices))));
    }
  }

  private static void update(ServiceInstance service, String input, long key, long value) {
    service.update(input, List.of(Entry.of(Json.of(key), Json.of(value))));
  }

  private static List<Object> contents(ServiceInstance service, String name) {
    return List.copyOf(service.snapshot().entries(name));
  }

  @Test
  void wave_hasAllNodesOfOneHeight_whenAnInputChanges() {
    Elsewhere elsewhere = new Elsewhere();
    try (ServiceInstance service = ServiceInstance.start(new Shop(elsewhere))) {
      assertThat(elsewhere.waves).containsExactly(List.of("one1"), List.of("other1"));
      elsewhere.waves.clear();
      update(service, "counts", 2, 4);
      assertThat(elsewhere.waves).hasSize(1);
      assertThat(elsewhere.waves.getFirst()).containsExactlyInAnyOrder("one2", "other2");
    }
  }

  @Test
  void function_runsAgain_whenWhatTheReplayReadChanges() {
    Elsewhere elsewhere = new Elsewhere();
    try (ServiceInstance service = ServiceInstance.start(new Shop(elsewhere))) {
      update(service, "prices", 1, 6);
      assertThat(contents(service, "one"))
          .containsExactly(Entry.of(Json.of("sum of 8"), Json.of(8)));
      elsewhere.waves.clear();
      update(service, "prices", 3, 6);
      assertThat(elsewhere.waves).as("nothing has read the price of 3").isEmpty();
    }
  }

  @Test
  void observer_isToldAgain_whenAWriteIsTakenBack() {
    Elsewhere elsewhere = new Elsewhere();
    try (ServiceInstance service = ServiceInstance.start(new Shop(elsewhere))) {
      assertThatThrownBy(() -> update(service, "prices", 1, 11))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("failed for key 1: thirteen");
      assertThat(elsewhere.changes).containsExactly("changed 1", "changed 1");
      assertThat(contents(service, "one"))
          .containsExactly(Entry.of(Json.of("sum of 7"), Json.of(7)));
    }
  }

  @Test
  void input_isWritten_ofAServiceOfNames() {
    try (ServiceInstance service = ServiceInstance.start(new Shop(new Elsewhere()))) {
      assertThat(service.inputNames()).containsExactly("counts", "prices");
      assertThat(contents(service, "counts")).containsExactly(Entry.of(Json.of(1), Json.of(2)));
    }
  }
}
