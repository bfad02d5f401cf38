package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.engine.spi.UserFunction;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Functions of which the engine knows only what they say, as those of another language are. */
final class UserFunctionTest {

  /** A program in a language of sums: its text, and the collection that it looks up. */
  static final class Script implements Mapper<Long, Long, Long, Long>, UserFunction {
    private final String text;
    private final EagerCollection<Long, Long> prices;
    private final StringBuilder state = new StringBuilder("hidden from the engine");

    Script(String text, EagerCollection<Long, Long> prices) {
      this.text = text;
      this.prices = prices;
    }

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      state.setLength(0);
      long price = prices.getUnique(key, 0L);
      out.emit(key, text.equals("plus") ? values.getUnique() + price : values.getUnique() * price);
    }

    @Override
    public String name() {
      return "script " + text;
    }

    @Override
    public Object identity() {
      return text;
    }

    @Override
    public String fingerprint() {
      return text;
    }

    @Override
    public List<?> collections() {
      return List.of(prices);
    }

    @Override
    @SuppressWarnings("unchecked") // a collection is replaced by one of the same types
    public UserFunction bind(UnaryOperator<Object> collections) {
      return new Script(text, (EagerCollection<Long, Long>) collections.apply(prices));
    }
  }

  record Shop(EagerCollection<Long, Long> counts, EagerCollection<Long, Long> prices) {}

  record Totals(EagerCollection<Long, Long> sums, EagerCollection<Long, Long> same) {}

  /** Two scripts, each made anew; whether they are the same is for the texts to say. */
  record Service(String one, String other) implements SkipService<Shop, Totals> {

    @Override
    public InitialData initialData() {
      return InitialData.of("counts", Entry.of(1L, 2L)).with("prices", Entry.of(1L, 50L));
    }

    @Override
    public Resources<Totals> resources() {
      return Resources.of(
          "sums", Resources.NoParameters.class, none -> (shared, context) -> shared.sums());
    }

    @Override
    public Totals createGraph(Shop inputs, Context context) {
      return new Totals(
          inputs.counts().map(new Script(one, inputs.prices())),
          inputs.counts().map(new Script(other, inputs.prices())));
    }
  }

  private static long mapNodes(ServiceInstance service) {
    return service.inspector().nodes().stream().filter(each -> each.kind().equals("map")).count();
  }

  @Test
  void function_runsAgain_whenACollectionOfItsChanges() {
    try (ServiceInstance service = ServiceInstance.start(new Service("plus", "plus"))) {
      assertThat(service.<Long, Long>getAll("sums")).containsExactly(Entry.of(1L, 52L));
      service.update("prices", List.of(Entry.of(1L, 60L)));
      assertThat(service.<Long, Long>getAll("sums")).containsExactly(Entry.of(1L, 62L));
    }
  }

  @Test
  void node_isShared_ifIdentitiesAreEqual_andNamedByTheFunction() {
    try (ServiceInstance same = ServiceInstance.start(new Service("plus", "plus"));
        ServiceInstance different = ServiceInstance.start(new Service("plus", "times"))) {
      assertThat(mapNodes(same)).isEqualTo(1);
      assertThat(mapNodes(different)).isEqualTo(2);
      assertThat(different.inspector().nodes())
          .extracting(each -> each.id().name())
          .contains("counts.map(script plus)", "counts.map(script times)");
    }
  }

  /** A function that says that it captured what is no collection. */
  static final class Wrong implements Mapper<Long, Long, Long, Long>, UserFunction {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {}

    @Override
    public String name() {
      return "wrong";
    }

    @Override
    public Object identity() {
      return "";
    }

    @Override
    public String fingerprint() {
      return "";
    }

    @Override
    public List<?> collections() {
      return List.of("text");
    }

    @Override
    public UserFunction bind(UnaryOperator<Object> collections) {
      return this;
    }
  }

  record Wired() implements SkipService<Shop, Totals> {
    @Override
    public Resources<Totals> resources() {
      return Resources.empty();
    }

    @Override
    public Totals createGraph(Shop inputs, Context context) {
      return new Totals(inputs.counts().map(new Wrong()), inputs.counts());
    }
  }

  @Test
  void whatIsNoCollection_isRefused() {
    assertThatThrownBy(() -> ServiceInstance.start(new Wired()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("wrong: java.lang.String is not a collection made by Skip");
  }
}
