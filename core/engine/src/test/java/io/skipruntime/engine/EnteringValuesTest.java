package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Mapper;
import io.skipruntime.Reducer;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What functions and writers hand in is immutable once it is in, or refused. */
class EnteringValuesTest {

  record Numbers(EagerCollection<Long, Long> numbers) {}

  record Made(EagerCollection<Long, Object> made) {}

  /** What a test makes of a number. */
  enum Making {
    LIST,
    SET,
    MAP,
    RECORD,
    COPY_OF_MUTABLE,
    BITS,
    BITS_WITHIN,
    ARRAY,
    NOT_A_NUMBER,
    DECIMAL;

    private Object of(Long number) {
      List<Object> list = new ArrayList<>(List.of(number));
      return switch (this) {
        case LIST -> list;
        case SET -> new HashSet<>(list);
        case MAP -> new HashMap<>(Map.of("n", list));
        case RECORD -> new Holder("h", list, new HashMap<>());
        case COPY_OF_MUTABLE -> List.of(list);
        case BITS -> new BitSet();
        case BITS_WITHIN -> new Holder("h", list, Map.of("at", new BitSet()));
        case ARRAY -> new Holder("h", List.of(new long[] {number}), Map.of());
        case NOT_A_NUMBER -> List.of(number, Double.NaN);
        case DECIMAL -> new BigDecimal(number + ".50");
      };
    }
  }

  record Holder(String name, List<Object> list, Map<String, Object> map) {}

  record Emits(Making what) implements Mapper<Long, Long, Long, Object> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Object> out) {
      out.emit(key, what.of(values.getUnique()));
    }
  }

  record Collects() implements Reducer<Object, List<Object>> {
    @Override
    public List<Object> initial() {
      return new ArrayList<>();
    }

    @Override
    public List<Object> add(@Nullable List<Object> all, Object value) {
      List<Object> more = new ArrayList<>(all == null ? List.of() : all);
      more.add(value);
      return more;
    }

    @Override
    public @Nullable List<Object> remove(List<Object> all, Object value) {
      return null;
    }
  }

  record Builds() implements Reducer<Object, StringBuilder> {
    @Override
    public StringBuilder initial() {
      return new StringBuilder();
    }

    @Override
    public StringBuilder add(@Nullable StringBuilder text, Object value) {
      return text == null ? new StringBuilder() : text.append(value);
    }

    @Override
    public @Nullable StringBuilder remove(StringBuilder text, Object value) {
      return null;
    }
  }

  record Looks(LazyCollection<Long, Object> lazy) implements Mapper<Long, Long, Long, Object> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Object> out) {
      out.emit(key, lazy.get(values.getUnique()).getFirst());
    }
  }

  /** How the collection of a test comes to be. */
  enum Way {
    MAPPED,
    REDUCED,
    REDUCED_BY_BUILDER,
    MAP_REDUCED,
    LAZY
  }

  record MakingService(Making what, Way way) implements SkipService<Numbers, Made> {
    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of(7L, 7L));
    }

    @Override
    public Resources<Made> resources() {
      return Resources.<Made>empty().and("made", (shared, context) -> shared.made());
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // collections of anything
    public Made createGraph(Numbers in, Context context) {
      EagerCollection<Long, Object> mapped = in.numbers().map(new Emits(what));
      Making made = what;
      return new Made(
          (EagerCollection)
              switch (way) {
                case MAPPED -> mapped;
                case REDUCED -> mapped.reduce(new Collects());
                case REDUCED_BY_BUILDER -> mapped.reduce(new Builds());
                case MAP_REDUCED -> in.numbers().mapReduce(new Emits(what), new Collects());
                case LAZY ->
                    in.numbers()
                        .map(
                            new Looks(
                                context.<Long, Object>createLazyCollection(
                                    (self, key) -> List.of(made.of(key)))));
              });
    }
  }

  private static Object made(Making what, Way way) {
    try (ServiceInstance service = ServiceInstance.start(new MakingService(what, way))) {
      return service.<Long, Object>getAll("made").getFirst().values().getFirst();
    }
  }

  @SuppressWarnings("unchecked") // tried on each
  private static void assertImmutable(@Nullable Object value) {
    switch (value) {
      case null -> throw new AssertionError("nothing");
      case List<?> list ->
          assertThatThrownBy(() -> ((List<Object>) list).add(1L))
              .isInstanceOf(UnsupportedOperationException.class);
      case Set<?> set ->
          assertThatThrownBy(() -> ((Set<Object>) set).add(1L))
              .isInstanceOf(UnsupportedOperationException.class);
      case Map<?, ?> map ->
          assertThatThrownBy(() -> ((Map<Object, Object>) map).put("x", 1L))
              .isInstanceOf(UnsupportedOperationException.class);
      default -> throw new AssertionError("not a collection: " + value);
    }
  }

  @Test
  void mutableCollections_areCopied_atAnyDepth() {
    Object list = made(Making.LIST, Way.MAPPED);
    assertThat(list).isEqualTo(List.of(7L));
    assertImmutable(list);
    Object set = made(Making.SET, Way.MAPPED);
    assertThat(set).isEqualTo(Set.of(7L));
    assertImmutable(set);
    Map<?, ?> map = (Map<?, ?>) made(Making.MAP, Way.MAPPED);
    assertThat(map).isEqualTo(Map.of("n", List.of(7L)));
    assertImmutable(map);
    assertImmutable(map.get("n"));
    Holder holder = (Holder) made(Making.RECORD, Way.MAPPED);
    assertThat(holder).isEqualTo(new Holder("h", List.of(7L), Map.of()));
    assertImmutable(holder.list());
    assertImmutable(holder.map());
    assertImmutable(((List<?>) made(Making.COPY_OF_MUTABLE, Way.MAPPED)).getFirst());
  }

  @Test
  void lazyEntries_andResultsOfReducers_areImmutable() {
    assertImmutable(made(Making.LIST, Way.LAZY));
    assertImmutable(made(Making.DECIMAL, Way.REDUCED));
    assertImmutable(made(Making.DECIMAL, Way.MAP_REDUCED));
  }

  @Test
  void decimalNumber_keepsTheScaleThatItWasMadeWith() {
    assertThat(made(Making.DECIMAL, Way.MAPPED)).isEqualTo(new BigDecimal("7.50"));
  }

  private static void assertRefused(Making what, Way way, String... parts) {
    assertThatThrownBy(() -> made(what, way))
        .isInstanceOf(ComputationException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("failed for key 7");
  }

  @Test
  void whatIsNotAValue_isRefused_byComponentAndType() {
    assertRefused(Making.BITS, Way.MAPPED, "a value that cannot be kept: java.util.BitSet is not");
    assertRefused(
        Making.BITS_WITHIN, Way.MAPPED, "Holder.map[at]: java.util.BitSet is not supported");
    assertRefused(Making.ARRAY, Way.MAPPED, "Holder.list[0]: ", "[J is not supported");
    assertRefused(Making.NOT_A_NUMBER, Way.MAPPED, "[1]: ", "NaN");
    assertRefused(Making.BITS, Way.LAZY, "java.util.BitSet is not supported");
    assertRefused(
        Making.DECIMAL,
        Way.REDUCED_BY_BUILDER,
        "an accumulator that might be changed: java.lang.StringBuilder");
  }

  @Test
  void writtenAndInitialValues_areCopied() {
    record Lists(EagerCollection<Long, List<Long>> lists) {}

    record Service() implements SkipService<Lists, Lists> {
      @Override
      public Resources<Lists> resources() {
        return Resources.<Lists>empty().and("lists", (shared, context) -> shared.lists());
      }

      @Override
      public Lists createGraph(Lists in, Context context) {
        return in;
      }
    }

    try (ServiceInstance service = ServiceInstance.start(new Service())) {
      List<Long> mutable = new ArrayList<>(List.of(1L));
      service.update("lists", List.of(Entry.of(1L, mutable)));
      mutable.add(2L);
      assertThat(service.<Long, List<Long>>getAll("lists"))
          .containsExactly(Entry.of(1L, List.of(1L)));
      assertImmutable(service.<Long, List<Long>>getAll("lists").getFirst().values().getFirst());
    }
  }
}
