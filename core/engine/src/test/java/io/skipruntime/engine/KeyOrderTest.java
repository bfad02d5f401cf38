package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ranges of keys and the first keys are those that the declaration of the keys' class says. */
class KeyOrderTest {

  record Bid(String item, long amount) {}

  record Bids(EagerCollection<String, Bid> bids) {}

  /** Sorted by the names of its components: bid, item, negatedAmount. */
  record Rank(String item, BigDecimal negatedAmount, String bid) {}

  @Tuple
  record Place(String item, BigDecimal negatedAmount, String bid) {}

  /** Its components are declared in the order of their names. */
  record Ascending(String item, String name) {}

  enum Size {
    SMALL,
    LARGE
  }

  sealed interface Subject {}

  record Item(String id) implements Subject {}

  record Person(String name) implements Subject {}

  record Ranks() implements Mapper<String, Bid, Rank, Long> {
    @Override
    public void mapEntry(String key, Values<Bid> values, Emitter<Rank, Long> out) {
      Bid bid = values.getUnique();
      out.emit(new Rank(bid.item(), BigDecimal.valueOf(-bid.amount()), key), bid.amount());
    }
  }

  record Places() implements Mapper<String, Bid, Place, Long> {
    @Override
    public void mapEntry(String key, Values<Bid> values, Emitter<Place, Long> out) {
      Bid bid = values.getUnique();
      out.emit(new Place(bid.item(), BigDecimal.valueOf(-bid.amount()), key), bid.amount());
    }
  }

  record Service(Function<EagerCollection<String, Bid>, EagerCollection<?, ?>> graph)
      implements SkipService<Bids, Service.Shared> {

    record Shared(EagerCollection<?, ?> result) {}

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("result", (shared, context) -> shared.result());
    }

    @Override
    public Shared createGraph(Bids in, Context context) {
      return new Shared(graph.apply(in.bids()));
    }
  }

  private static ServiceInstance start(
      Function<EagerCollection<String, Bid>, EagerCollection<?, ?>> graph) {
    return ServiceInstance.start(new Service(graph));
  }

  private static List<Entry<String, Bid>> bids() {
    return IntStream.range(0, 40)
        .mapToObj(i -> Entry.of("b" + i, new Bid(i % 2 == 0 ? "chair" : "table", i * 7 % 40)))
        .toList();
  }

  private static List<Object> keys(ServiceInstance service) {
    List<Object> keys = new ArrayList<>();
    service.getAll("result").forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  @Test
  void slicePrefix_hasTheKeysThatBeginWithItsParts_inTheOrderOfTheNextComponent() {
    try (ServiceInstance service =
        start(bids -> bids.map(new Places()).slicePrefix("chair").take(3))) {
      service.update("bids", bids());
      assertThat(keys(service))
          .containsExactly(
              new Place("chair", new BigDecimal(-38), "b34"),
              new Place("chair", new BigDecimal(-36), "b28"),
              new Place("chair", new BigDecimal(-34), "b22"));
      service.update("bids", List.of(Entry.of("new", new Bid("chair", 37))));
      assertThat(keys(service)).contains(new Place("chair", new BigDecimal(-37), "new"));
      assertThat(Json.from(keys(service).getFirst())).hasToString("[\"chair\",-38,\"b34\"]");
    }
  }

  @Test
  void cuttingRecordsThatAreSortedByName_isAWiringException_thatNamesTheWayOut() {
    Rank first = new Rank("chair", BigDecimal.ZERO, "");
    List<Function<EagerCollection<String, Bid>, EagerCollection<?, ?>>> graphs =
        List.of(
            bids -> bids.map(new Ranks()).take(10),
            bids -> bids.map(new Ranks()).slice(first, first),
            bids -> bids.map(new Ranks()).reduce(io.skipruntime.Reducers.count()).take(1),
            bids -> ranksOfLambda(bids).slice(first, first));
    for (Function<EagerCollection<String, Bid>, EagerCollection<?, ?>> graph : graphs) {
      assertThatThrownBy(() -> start(graph))
          .isInstanceOf(WiringException.class)
          .hasMessageContaining("the record Rank are sorted by the names of its components (bid,")
          .hasMessageContaining("annotate the record with @Tuple");
    }
  }

  private static EagerCollection<Rank, Long> ranksOfLambda(EagerCollection<String, Bid> bids) {
    return bids.map((key, values, out) -> out.emit(new Rank("chair", BigDecimal.ONE, key), 1L));
  }

  @Test
  void keysWhoseClassIsFoundOutLate_failTheWriteThatBringsThem() {
    List<Object> bad =
        List.of(
            new Rank("a", BigDecimal.ONE, "b"),
            List.of("x", new Rank("a", BigDecimal.ONE, "b")),
            Size.LARGE,
            new Item("i"));
    for (Object key : bad) {
      try (ServiceInstance service =
          start(bids ->
              bids.map((String k, Values<Bid> v, Emitter<Object, Long> out) -> out.emit(key, 1L))
                  .take(2))) {
        assertThatThrownBy(() -> service.update("bids", bids()))
            .as("%s", key)
            .isInstanceOf(ComputationException.class)
            .hasMessageMatching("(?s).*(@Tuple|use a number as key).*");
      }
    }
  }

  @Test
  void keysThatAreInTheOrderOfTheirDeclaration_areCut() {
    List<Object> good =
        List.of(new Ascending("a", "b"), new Place("a", BigDecimal.ONE, "b"), 1L, List.of("a", 1L));
    for (Object key : good) {
      try (ServiceInstance service =
          start(bids ->
              bids.map((String k, Values<Bid> v, Emitter<Object, Long> out) -> out.emit(key, 1L))
                  .take(2))) {
        service.update("bids", bids());
        assertThat(keys(service)).containsExactly(key);
      }
    }
  }

  @Test
  void instants_areCutByTime() {
    Instant start = Instant.parse("2026-01-31T00:00:00Z");
    List<Instant> times = List.of(start, start.plusMillis(500), start.plusSeconds(1));
    List<Function<EagerCollection<String, Bid>, EagerCollection<?, ?>>> graphs =
        List.of(
            bids -> atTimes(bids, times).slice(start, start.plusSeconds(1)),
            bids -> atTimes(bids, times).take(3),
            bids -> atTimes(bids, times).slice(Instant.MIN, Instant.MAX));
    for (Function<EagerCollection<String, Bid>, EagerCollection<?, ?>> graph : graphs) {
      try (ServiceInstance service = start(graph)) {
        service.update("bids", bids());
        assertThat(keys(service)).isEqualTo(times);
        List<Json> texts = keys(service).stream().map(Json::from).toList();
        assertThat(texts).isSorted();
        assertThat(service.<Long>getArray("result", Json.NULL, Json.of("2026-01-31T00:00:00Z")))
            .containsExactly(1L);
        assertThat(
                service.<Long>getArray(
                    "result", Json.NULL, Json.of("2026-01-31T00:00:00.500000000Z")))
            .containsExactly(1L);
      }
    }
  }

  private static EagerCollection<Instant, Long> atTimes(
      EagerCollection<String, Bid> bids, List<Instant> times) {
    return bids.map((String key, Values<Bid> values, Emitter<Instant, Long> out) -> {
      if (key.equals("b0")) {
        times.forEach(time -> out.emit(time, 1L));
      }
    });
  }
}
