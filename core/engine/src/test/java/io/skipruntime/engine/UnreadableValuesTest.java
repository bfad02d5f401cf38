package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Reducer;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers of JSON would refuse is refused where it enters, and nothing has changed then. */
class UnreadableValuesTest {

  /** Ways into a service. */
  enum Way {
    MAPPED_KEY,
    MAPPED_VALUE,
    REDUCED,
    LAZY,
    RESOURCE
  }

  /** What must not get in. */
  record Bad(String name, Object value, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Person(String name) {}

  private static Object nested(int depth) {
    Object value = 1L;
    for (int i = 0; i < depth; i++) {
      value = List.of(value);
    }
    return value;
  }

  private static Map<Object, Object> withTwoKeysOfOneText() {
    return Map.of(1L, "number", "1", "text");
  }

  private static List<Bad> bad() {
    String half = "😀 Ann".substring(0, 1);
    return List.of(
        new Bad("lone surrogate", half, "a string with a lone surrogate"),
        new Bad("second half", "a\uDE00b", "a string with a lone surrogate"),
        new Bad("in a record", new Person(half), "Person.name: a string with a lone surrogate"),
        new Bad("in a list", List.of("a", half), "[1]: a string with a lone surrogate"),
        new Bad("in a map", Map.of(half, 1L), "a string with a lone surrogate"),
        new Bad("not a number", Double.NaN, "NaN is not a JSON number"),
        new Bad("too deep", nested(501), "a value nested more than 500 deep"),
        new Bad("one member twice", withTwoKeysOfOneText(), "two keys with the text \"1\""),
        new Bad("large exponent", new BigDecimal("1E+10000"), "an exponent beyond 9999"),
        new Bad("late year", Instant.MAX, "not within the years 0 to 9999"));
  }

  private static Stream<Object[]> waysAndValues() {
    return Stream.of(Way.values())
        .flatMap(way -> bad().stream().map(value -> new Object[] {way, value}));
  }

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<?, ?> made, EagerCollection<Long, Long> numbers) {}

  record Chooses(Object value) implements Reducer<Long, Object> {
    @Override
    public @Nullable Object initial() {
      return null;
    }

    @Override
    public Object add(@Nullable Object chosen, Long number) {
      return number == 7 ? value : number;
    }

    @Override
    public @Nullable Object remove(Object chosen, Long number) {
      return null;
    }
  }

  record Service(Way way, Object value) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and(
              "made",
              (shared, context) ->
                  way == Way.RESOURCE ? mapped(shared.numbers(), false) : shared.made());
    }

    private EagerCollection<Object, Object> mapped(
        EagerCollection<Long, Long> numbers, boolean toKey) {
      Object bad = value;
      return numbers.map((Long key, Values<Long> values, Emitter<Object, Object> out) -> {
        Object made = key == 7 ? bad : key;
        out.emit(toKey ? made : key, toKey ? key : made);
      });
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<Long, Long> numbers = in.numbers();
      Object bad = value;
      EagerCollection<?, ?> made =
          switch (way) {
            case MAPPED_KEY -> mapped(numbers, true);
            case MAPPED_VALUE -> mapped(numbers, false);
            case REDUCED -> numbers.reduce(new Chooses(bad));
            case LAZY -> {
              LazyCollection<Long, Object> lazy =
                  context.createLazyCollection((self, key) -> List.of(key == 7 ? bad : key));
              yield numbers.map((Long key, Values<Long> values, Emitter<Long, Object> out) ->
                  out.emit(key, lazy.getUnique(key)));
            }
            case RESOURCE -> numbers;
          };
      return new Shared(made, numbers);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("waysAndValues")
  void functions_areRefused_whatReadersWouldRefuse(Way way, Bad bad) {
    try (ServiceInstance service = ServiceInstance.start(new Service(way, bad.value()))) {
      service.update("numbers", List.of(Entry.of(1L, 1L)));
      assertThatThrownBy(
              () -> {
                service.update("numbers", List.of(Entry.of(7L, 7L)));
                service.getAll("made");
              })
          .hasStackTraceContaining(bad.reason());
    }
  }

  record Texts(EagerCollection<String, String> texts, EagerCollection<Json, Json> documents) {}

  record Holds(InitialData initial) implements SkipService<Texts, Texts> {
    @Override
    public InitialData initialData() {
      return initial;
    }

    @Override
    public Resources<Texts> resources() {
      return Resources.<Texts>empty().and("texts", (shared, context) -> shared.texts());
    }

    @Override
    public Texts createGraph(Texts in, Context context) {
      return in;
    }
  }

  private static Json nestedJson(int depth) {
    return Json.parse("[".repeat(depth) + "]".repeat(depth));
  }

  @Test
  void writersAndInitialData_areRefused_whatReadersWouldRefuse() {
    try (ServiceInstance service = ServiceInstance.start(new Holds(InitialData.empty()))) {
      for (Entry<String, String> entry :
          List.of(Entry.of("a", "\uD83D"), Entry.of("\uD83D", "a"))) {
        assertThatThrownBy(() -> service.update("texts", List.of(entry)))
            .hasMessageContaining("a string with a lone surrogate");
      }
      assertThatThrownBy(() -> Json.of("\uD83D")).isInstanceOf(IllegalArgumentException.class);
      service.update("documents", List.of(Entry.of(Json.of(1), nestedJson(500))));
      assertThatThrownBy(
              () -> service.update("documents", List.of(Entry.of(Json.of(1), nestedJson(501)))))
          .hasMessageContaining("a value nested more than 500 deep");
      assertThat(service.getAll("texts")).isEmpty();
    }
    assertThatThrownBy(() ->
            ServiceInstance.start(new Holds(InitialData.of("texts", Entry.of("a", "\uD83D")))))
        .hasMessageContaining("a string with a lone surrogate");
  }
}
