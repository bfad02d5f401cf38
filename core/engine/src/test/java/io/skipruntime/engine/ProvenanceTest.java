package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.Provenance.Cause;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The reasons of values. Their law: an entry of an input that is not among the reasons of a value
 * can be taken away without changing it.
 */
final class ProvenanceTest {

  record Bid(String lot, String bidder, long amount) {}

  record Inputs(
      EagerCollection<String, Bid> bids,
      EagerCollection<String, String> titles,
      EagerCollection<String, String> names,
      EagerCollection<Double, Long> ratings) {}

  record Shared(
      EagerCollection<String, Long> highest,
      EagerCollection<String, String> rows,
      EagerCollection<String, Long> bidders,
      EagerCollection<String, String> titles,
      EagerCollection<Long, Long> rounded) {}

  record Row(
      EagerCollection<String, Long> highest,
      LazyCollection<String, String> greetings,
      EagerCollection<String, Bid> bids)
      implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String lot, Values<String> title, Emitter<String, String> out) {
      String price =
          highest.findUnique(lot).map(amount -> amount + " of " + bids.size()).orElse("");
      out.emit(lot, greetings.getUnique(title.getUnique()) + price);
    }
  }

  /** What is shown from a lot on whose key is looked up. */
  record From(String which) implements Resource<Shared> {
    @Override
    public EagerCollection<String, String> instantiate(Shared shared, Context context) {
      return shared.rows().slice(shared.titles().findUnique(which).orElse("a"), "z");
    }
  }

  static final class Lots implements SkipService<Inputs, Shared> {

    @Override
    public InitialData initialData() {
      return InitialData.of("titles", Entry.of("clock", "Clock"), Entry.of("first", "clock"))
          .with("names", Entry.of("ann", "Ann"), Entry.of("bob", "Bob"))
          .with("ratings", Entry.of(1.0, 5L))
          .with(
              "bids",
              Entry.of("b1", new Bid("clock", "ann", 10)),
              Entry.of("b2", new Bid("clock", "bob", 30)),
              Entry.of("b3", new Bid("vase", "ann", 30)),
              Entry.of("b4", new Bid("clock", "ann", 20)));
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<String, Long> highest =
          in.bids()
              .mapReduce(
                  (id, bids, out) -> bids.forEach(bid -> out.emit(bid.lot(), bid.amount())),
                  Reducers.max());
      LazyCollection<String, String> greetings =
          context.createLazyCollection(
              (self, title) -> List.of(title + in.names().findUnique("ann").orElse("?")));
      EagerCollection<String, Long> bidders =
          in.names()
              .<String, Long>map((id, names, out) -> out.emit(id, 1L))
              .merge(
                  List.of(
                      in.bids().map((id, bids, out) -> out.emit(bids.getUnique().bidder(), 2L))))
              .take(1);
      return new Shared(
          highest,
          in.titles().map(new Row(highest, greetings, in.bids())),
          bidders,
          in.titles(),
          in.ratings()
              .map((rating, counts, out) -> out.emit(Math.round(rating), counts.getUnique())));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("rows", (shared, context) -> shared.rows())
          .and("highest", (shared, context) -> shared.highest())
          .and("bidders", (shared, context) -> shared.bidders())
          .and("rounded", (shared, context) -> shared.rounded())
          .and("from", String.class, From::new);
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Lots());

  @AfterEach
  void close() {
    service.close();
  }

  private Provenance why(String resource, Object key) {
    return service.inspector().provenance(resource, new Resources.NoParameters(), key, 1_000);
  }

  private static List<String> told(List<Cause> causes) {
    return causes.stream()
        .map(each -> each.role() + " " + each.entry().node().name() + " " + each.entry().key())
        .toList();
  }

  private static void addInputs(Provenance entry, Set<String> inputs) {
    if (entry.kind().equals("input")) {
      inputs.add(entry.node().name() + " " + entry.key());
    }
    entry.causes().forEach(cause -> addInputs(cause.entry(), inputs));
  }

  @Test
  void aggregate_comesFromTheEntryThatDecides_andTheOthersAreRedundant() {
    Provenance highest = why("highest", "clock");

    assertThat(highest.kind()).isEqualTo("mapReduce");
    assertThat(highest.values()).containsExactly(30L);
    assertThat(told(highest.causes()))
        .containsExactly("SOURCE bids b2", "REDUNDANT bids b1", "REDUNDANT bids b4");
    Provenance bid = highest.causes().getFirst().entry();
    assertThat(bid.kind()).isEqualTo("input");
    assertThat(bid.values()).containsExactly(new Bid("clock", "bob", 30));
    assertThat(bid.causes()).isEmpty();
  }

  @Test
  void mapped_comesFromItsSource_andWhatItsRunLookedUp() {
    Provenance row = why("rows", Json.of("clock"));

    assertThat(row.values()).containsExactly("ClockAnn30 of 4");
    assertThat(told(row.causes()))
        .hasSize(4)
        .contains("SOURCE titles clock", "WHOLE bids size()")
        .anyMatch(each -> each.startsWith("READ bids.mapReduce(") && each.endsWith(" clock"))
        .anyMatch(each -> each.startsWith("READ lazy(") && each.endsWith(" Clock"));
    Set<String> inputs = new HashSet<>();
    addInputs(row, inputs);
    assertThat(inputs)
        .containsExactlyInAnyOrder(
            "titles clock", "bids size()", "bids b1", "bids b2", "bids b4", "names ann");
  }

  @Test
  void entry_saysWhichCommitChangedIt() {
    long before = service.watermark().tick();
    service.update("bids", List.of(Entry.of("b5", new Bid("clock", "bob", 40))));
    service.update("names", List.of(Entry.of("zoe", "Zoe")));

    Provenance highest = why("highest", "clock");
    assertThat(highest.tick()).isEqualTo(before + 1);
    assertThat(highest.causes().getFirst().entry().tick()).isEqualTo(before + 1);
    assertThat(why("highest", "vase").tick()).isLessThanOrEqualTo(before);
  }

  @Test
  void keptKeys_comeFromTheSameKeyOfTheInputs() {
    Provenance first = why("bidders", "ann");

    assertThat(first.kind()).isEqualTo("take");
    Provenance merged = first.causes().getFirst().entry();
    assertThat(merged.kind()).isEqualTo("merge");
    assertThat(merged.causes()).hasSize(2);
    Set<String> inputs = new HashSet<>();
    addInputs(first, inputs);
    assertThat(inputs).containsExactlyInAnyOrder("names ann", "bids b1", "bids b3", "bids b4");
  }

  @Test
  void source_hasTheKeyThatTheInputHas_whenTheResultHasAnEqualOne() {
    Provenance one = why("rounded", 1L);

    assertThat(one.key()).isEqualTo(1L);
    assertThat(told(one.causes())).containsExactly("SOURCE ratings 1.0");
  }

  @Test
  void resource_comesFromWhatInstantiateLookedUp_too() {
    Provenance row = service.inspector().provenance("from", "first", "clock", 10);

    assertThat(row.kind()).isEqualTo("slice");
    assertThat(told(row.causes())).contains("READ titles first");
  }

  @Test
  void missingKey_hasNoValues_andCausesAreLimited() {
    assertThat(why("rows", "nothing").values()).isEmpty();
    assertThat(why("rows", "nothing").tick()).isZero();

    Provenance few =
        service.inspector().provenance("highest", new Resources.NoParameters(), "clock", 1);
    assertThat(told(few.causes())).containsExactly("SOURCE bids b2");
    assertThat(few.omitted()).isEqualTo(2);
    assertThatThrownBy(() -> service.inspector().provenance(new NodeId("none", ""), "clock", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void instances_areDescribed_withTheirCollection() {
    service.getAll("from", "first");

    assertThat(service.inspector().instances())
        .anySatisfy(each -> {
          assertThat(each.resource()).isEqualTo("from");
          assertThat(each.params()).isEqualTo("first");
          assertThat(each.output().orElseThrow().name())
              .isEqualTo("titles.map(Row).slices([clock, z])");
        });
  }

  @Test
  void entriesThatAreNoReason_canBeTakenAway_withoutChangingTheValue() {
    Random random = new Random(20261129);
    List<Entry<String, Bid>> bids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String lot = List.of("clock", "vase", "bike").get(random.nextInt(3));
      String bidder = List.of("ann", "bob").get(random.nextInt(2));
      bids.add(Entry.of("b" + i, new Bid(lot, bidder, random.nextInt(5))));
    }
    service.update("bids", bids);
    for (String resource : List.of("highest", "bidders")) {
      for (Entry<String, ?> entry : service.<String, Object>getAll(resource)) {
        Set<String> reasons = new HashSet<>();
        addInputs(why(resource, entry.key()), reasons);
        Object value = service.getArray(resource, new Resources.NoParameters(), entry.key());
        for (Entry<String, Bid> bid : bids) {
          service.update("bids", List.of(Entry.deleted(bid.key())));
          if (!reasons.contains("bids " + bid.key())) {
            assertThat(service.getArray(resource, new Resources.NoParameters(), entry.key()))
                .as("%s %s without %s", resource, entry.key(), bid)
                .isEqualTo(value);
          }
          service.update("bids", List.of(bid));
        }
      }
    }
  }
}
