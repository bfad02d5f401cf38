package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InspectionTest {

  record Bids(EagerCollection<Long, Long> bids) {}

  record ByRemainder(long divisor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(value % divisor, value));
    }
  }

  record Leaders(
      EagerCollection<Long, Long> byTwo,
      EagerCollection<Long, Long> byThree,
      EagerCollection<Long, Long> sums,
      EagerCollection<Long, Long> doubled) {}

  /** Two mappers of one class that captured different numbers, and lambdas. */
  static final class Auction implements SkipService<Bids, Leaders> {

    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with("bids", List.of(Entry.of(1L, 10L), Entry.of(2L, 12L), Entry.of(3L, 15L)));
    }

    @Override
    public Resources<Leaders> resources() {
      return Resources.<Leaders>empty()
          .and(
              "of",
              OfOne.Params.class,
              params -> (shared, context) -> shared.sums().map(new OfOne(params, shared.sums())));
    }

    @Override
    public Leaders createGraph(Bids inputs, Context context) {
      return new Leaders(
          inputs.bids().map(new ByRemainder(2)),
          inputs.bids().map(new ByRemainder(3)),
          inputs.bids().mapReduce(new ByRemainder(2), Reducers.sum()),
          doubled(inputs.bids(), context));
    }

    private static EagerCollection<Long, Long> doubled(
        EagerCollection<Long, Long> bids, Context context) {
      LazyCollection<Long, Long> twice =
          context.createLazyCollection((self, key) -> List.of(key * 2));
      return bids.map((key, values, out) -> out.emit(key, twice.getUnique(values.getUnique())));
    }
  }

  record OfOne(Params params, EagerCollection<Long, Long> sums)
      implements Mapper<Long, Long, Long, Long> {

    record Params(long key) {}

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, sums.getUnique(params.key()));
    }
  }

  /** A service with operators that take a lambda. */
  static final class Cheap implements SkipService<Bids, Bids> {

    @Override
    public Resources<Bids> resources() {
      return Resources.<Bids>empty().and("cheap", (shared, context) -> shared.bids());
    }

    @Override
    public Bids createGraph(Bids inputs, Context context) {
      return new Bids(inputs.bids().filter(bid -> bid < 11).top(3, Order.natural()));
    }
  }

  private final List<EngineEvent> events = new ArrayList<>();
  private final ServiceInstance service =
      ServiceInstance.start(new Auction(), EngineOptions.defaults().withListener(events::add));

  @AfterEach
  void close() {
    service.close();
  }

  private NodeDescription node(String name) {
    List<NodeDescription> found =
        service.inspector().nodes().stream().filter(each -> each.id().name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private NodeDescription ofLambda(String prefix) {
    return service.inspector().nodes().stream()
        .filter(each -> each.id().name().startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void inspect_givesAllNodes_lowestFirst() {
    List<NodeDescription> nodes = service.inspector().nodes();

    assertThat(nodes)
        .extracting(NodeDescription::kind)
        .containsExactlyInAnyOrder("input", "lazy", "map", "map", "mapReduce", "map");
    assertThat(nodes).isSortedAccordingTo((x, y) -> Integer.compare(x.height(), y.height()));
    NodeDescription sums = node("bids.mapReduce(ByRemainder, ExactSum)");
    assertThat(sums.inputs()).containsExactly(node("bids").id());
    assertThat(sums.size()).isEqualTo(2);
    assertThat(sums.runs()).isEqualTo(3);
    assertThat(sums.nanos()).isPositive();
  }

  @Test
  void identity_differs_whereNamesAreEqual() {
    List<NodeId> ids =
        service.inspector().nodes().stream()
            .map(NodeDescription::id)
            .filter(id -> id.name().equals("bids.map(ByRemainder)"))
            .toList();

    assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    assertThat(service.statistics().collections())
        .extracting(ServiceStatistics.CollectionSize::label)
        .contains("bids", ids.get(0).toString(), ids.get(1).toString());
  }

  @Test
  void identity_isTheSame_inAnotherRun() {
    try (ServiceInstance other = ServiceInstance.start(new Auction())) {
      assertThat(other.inspector().nodes())
          .extracting(NodeDescription::id)
          .containsExactlyElementsOf(
              service.inspector().nodes().stream().map(NodeDescription::id).toList());
    }
  }

  @Test
  void runsAndCutOffs_areCounted_byNode() {
    NodeDescription before = node("bids.mapReduce(ByRemainder, ExactSum)");
    service.update("bids", List.of(Entry.of(1L, 12L), Entry.of(2L, 10L)));
    NodeDescription after = node("bids.mapReduce(ByRemainder, ExactSum)");

    assertThat(after.runs() - before.runs()).isEqualTo(2);
    assertThat(after.cutOffs() - before.cutOffs()).isEqualTo(1);
  }

  @Test
  void contributions_areThoseOfTheSourceEntries() {
    NodeId sums = node("bids.mapReduce(ByRemainder, ExactSum)").id();
    NodeId bids = node("bids").id();

    assertThat(service.inspector().contributionsTo(sums, 0L))
        .containsExactly(
            new Contribution(bids, 1L, List.of(10L)), new Contribution(bids, 2L, List.of(12L)));
    NodeId byTwo =
        service.inspector().nodes().stream()
            .filter(each -> each.id().name().equals("bids.map(ByRemainder)") && each.size() == 2)
            .filter(each ->
                service
                    .inspector()
                    .contributionsTo(each.id(), 0L)
                    .contains(new Contribution(bids, 1L, List.of(10L))))
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(service.inspector().contributionsTo(byTwo, 0L)).hasSize(2);
    assertThat(service.inspector().contributionsTo(byTwo, 1L))
        .containsExactly(new Contribution(bids, 3L, List.of(15L)));
    assertThat(service.inspector().contributionsTo(bids, 1L)).isEmpty();
    assertThatThrownBy(() -> service.inspector().contributionsTo(new NodeId("none", ""), 1L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lambda_isNamed_byMethodAndLine() {
    NodeDescription mapped = ofLambda("bids.map(InspectionTest.Auction.doubled:");
    NodeDescription lazy = ofLambda("lazy(InspectionTest.Auction.doubled:");

    assertThat(mapped.id().name())
        .matches("bids\\.map\\(InspectionTest\\.Auction\\.doubled:\\d+\\)");
    assertThat(mapped.captured()).containsExactly(lazy.id());
  }

  @Test
  void operatorWithALambda_isNamed_byItselfAndThePlace() {
    try (ServiceInstance cheap = ServiceInstance.start(new Cheap())) {
      assertThat(cheap.inspector().nodes().stream().map(each -> each.id().name()))
          .anyMatch(name ->
              name.matches(
                  "bids\\.map\\(FilterValues at InspectionTest\\.Cheap\\.createGraph:\\d+\\)"))
          .anyMatch(name -> name.endsWith(".top(3, Order)"));
    }
  }

  @Test
  void missingValue_isReported_withItsCollection() {
    assertThatThrownBy(() -> service.getAll("of", new OfOne.Params(7)))
        .isInstanceOfSatisfying(
            ComputationException.class,
            failure ->
                assertThat(failure.place().map(StackTraceElement::getMethodName))
                    .contains("mapEntry"))
        .hasMessageContaining(
            "expected one value for key 7, found none in bids.mapReduce(ByRemainder, ExactSum)");
  }

  @Test
  void events_nameNodes_byTheirIdentity() {
    events.clear();
    service.update("bids", List.of(Entry.of(9L, 4L)));

    assertThat(events)
        .filteredOn(event -> event instanceof EngineEvent.FunctionRan)
        .extracting(event -> ((EngineEvent.FunctionRan) event).node())
        .containsExactlyInAnyOrderElementsOf(
            service.inspector().nodes().stream()
                .filter(each -> !each.kind().equals("input"))
                .map(NodeDescription::id)
                .toList());
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            EngineEvent.Committed.class,
            committed ->
                assertThat(tuple(committed.isWrite(), committed.tick()))
                    .isEqualTo(tuple(true, service.watermark().tick())));
  }
}
