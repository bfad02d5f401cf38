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
import io.skipruntime.Pair;
import io.skipruntime.PastUnavailableException;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.Explanation.InputReason;
import io.skipruntime.engine.Provenance.Cause;
import io.skipruntime.engine.Provenance.WriterKind;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reasons of entries, by operator and version, and what depends on an entry. */
final class InspectorTest {

  private static final Resources.NoParameters NONE = new Resources.NoParameters();

  record Order(String customer, long amount) {}

  record Inputs(
      EagerCollection<String, Order> orders,
      EagerCollection<String, String> names,
      EagerCollection<String, Boolean> blocked) {}

  record Shared(
      EagerCollection<String, Long> totals,
      EagerCollection<Pair<String, String>, String> lines,
      EagerCollection<String, Order> open,
      EagerCollection<String, Order> first,
      EagerCollection<String, String> labels,
      EagerCollection<String, String> named,
      EagerCollection<String, String> mentioned) {}

  /** Labels a customer by what is looked up. */
  record Label(EagerCollection<String, Long> totals, LazyCollection<String, String> greetings)
      implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String id, Values<String> name, Emitter<String, String> out) {
      out.emit(id, greetings.getUnique(name.getUnique()) + totals.findUnique(id).orElse(0L) % 10);
    }
  }

  record Named(String key) implements Resource<Shared> {
    @Override
    public EagerCollection<String, String> instantiate(Shared shared, Context context) {
      return shared.named().slice(key, key);
    }
  }

  /** Asks for a name when it is opened, and fails without. */
  record OfAnn() implements Resource<Shared> {
    @Override
    public EagerCollection<String, String> instantiate(Shared shared, Context context) {
      String name = shared.named().getUnique("ann");
      return shared.named().map((key, names, out) -> out.emit(key, names.getUnique() + name));
    }
  }

  static final class Shop implements SkipService<Inputs, Shared> {

    @Override
    public InitialData initialData() {
      return InitialData.of("names", Entry.of("ann", "Ann"), Entry.of("bob", "Bob"))
          .with("blocked", Entry.of("o3", true))
          .with(
              "orders",
              Entry.of("o1", new Order("ann", 10)),
              Entry.of("o2", new Order("ann", 20)),
              Entry.of("o3", new Order("bob", 30)));
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<String, Long> totals =
          in.orders()
              .mapReduce(
                  (id, orders, out) ->
                      orders.forEach(each -> out.emit(each.customer(), each.amount())),
                  Reducers.sum());
      LazyCollection<String, String> greetings =
          context.createLazyCollection((self, name) ->
              List.of(name + in.blocked().findUnique("all").map(b -> "!").orElse("")));
      return new Shared(
          totals,
          in.orders()
              .joinOn(
                  Order::customer,
                  in.names().<String, Order>map((id, names, out) -> out.emit(id, new Order(id, 0))),
                  Order::customer,
                  (order, name) -> order.customer() + order.amount()),
          in.orders().antiJoin(in.blocked()),
          in.orders().take(2),
          in.names().map(new Label(totals, greetings)),
          in.names(),
          in.names()
              .closure(
                  (row, found, out) ->
                      found.<Order>get(0, row).forEach(order -> out.accept(order.customer())),
                  List.of(in.orders()),
                  100));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("totals", (shared, context) -> shared.totals())
          .and("lines", (shared, context) -> shared.lines())
          .and("open", (shared, context) -> shared.open())
          .and("first", (shared, context) -> shared.first())
          .and("labels", (shared, context) -> shared.labels())
          .and("mentioned", (shared, context) -> shared.mentioned())
          .and("ofAnn", OfAnn.class)
          .and("named", String.class, Named::new);
    }
  }

  private final ServiceInstance service =
      ServiceInstance.start(
          new Shop(), EngineOptions.defaults().withInspect(true).withHistoryMillis(600_000));
  private final Inspector inspector = service.inspector();

  @AfterEach
  void close() {
    service.close();
  }

  private Explanation why(String resource, Object key, Optional<Watermark> at) {
    return inspector.why(resource, NONE, key, at, new Inspector.Bounds(100, 1_000, 100));
  }

  private Explanation why(String resource, Object key) {
    return why(resource, key, Optional.empty());
  }

  private static List<String> told(List<Cause> causes) {
    return causes.stream()
        .map(each -> each.role() + " " + each.entry().kind() + " " + each.entry().key())
        .toList();
  }

  private static List<String> inputs(Explanation explanation) {
    return explanation.inputs().stream()
        .map(each -> each.entry().node().name() + " " + each.entry().key())
        .sorted()
        .toList();
  }

  @Test
  void joined_comesFromBothRows() {
    Explanation line = why("lines", new Pair<>("o1", "ann"));

    assertThat(line.entry().values()).containsExactly("ann10");
    assertThat(told(line.entry().causes())).containsExactly("SOURCE input o1", "SOURCE map ann");
    assertThat(inputs(line)).containsExactly("names ann", "orders o1");
    assertThat(line.isComplete()).isTrue();
  }

  @Test
  void absence_isAReason_whereTheOperatorLooksForIt() {
    assertThat(told(why("open", "o1").entry().causes()))
        .containsExactly("SOURCE input o1", "READ input o1");
    Explanation blocked = why("open", "o3");
    assertThat(blocked.entry().values()).isEmpty();
    assertThat(inputs(blocked)).containsExactly("blocked o3", "orders o3");
  }

  @Test
  void take_dependsOnThePlaceOfTheKey_alsoOfOneThatIsLeftOut() {
    assertThat(told(why("first", "o2").entry().causes()))
        .containsExactly("SOURCE input o2", "PLACE input o2");
    assertThat(told(why("first", "o3").entry().causes()))
        .containsExactly("SOURCE input o3", "PLACE input o3");
    assertThat(why("first", "o9").entry().causes()).isEmpty();
  }

  @Test
  void earlierVersion_isExplained_byRunningFunctionsAgain() {
    Watermark then = service.watermark();
    service.update("orders", List.of(Entry.of("o4", new Order("ann", 5)), Entry.deleted("o1")));
    service.update("blocked", List.of(Entry.of("all", true)));

    Explanation total = why("totals", "ann", Optional.of(then));
    assertThat(total.at()).isEqualTo(then);
    assertThat(total.entry().values()).containsExactly(30L);
    assertThat(inputs(total)).containsExactly("orders o1", "orders o2");
    assertThat(total.isComplete()).isTrue();
    assertThat(inputs(why("totals", "ann"))).containsExactly("orders o2", "orders o4");

    Explanation label = why("labels", "ann", Optional.of(then));
    assertThat(label.entry().values()).containsExactly("Ann0");
    assertThat(inputs(label)).containsExactly("blocked all", "names ann", "orders o1", "orders o2");
    Cause greeting =
        label.entry().causes().stream()
            .filter(each -> each.entry().kind().equals("lazy"))
            .findFirst()
            .orElseThrow();
    assertThat(greeting.entry().values()).containsExactly("Ann");
    assertThat(why("labels", "ann").entry().values()).containsExactly("Ann!5");
  }

  @Test
  void rowsOfAClosure_areExplainedAtAnEarlierVersion_asTheyWereThen() {
    service.update("names", List.of(Entry.of("mention", "o1")));
    Watermark then = service.watermark();
    Explanation fresh = why("mentioned", "ann");
    assertThat(inputs(fresh)).contains("names mention", "orders o1");
    service.update("orders", List.of(Entry.of("o1", new Order("bob", 10))));
    service.update("names", List.of(Entry.of("other", "o2")));

    Explanation past = why("mentioned", "ann", Optional.of(then));
    assertThat(past.isComplete()).isTrue();
    assertThat(past.entry().values()).containsExactly("ann");
    assertThat(inputs(past)).isEqualTo(inputs(fresh));
    assertThat(inputs(why("mentioned", "ann"))).contains("names other", "orders o2");
  }

  @Test
  void versionThatIsNotKept_isRefused() {
    Watermark future = new Watermark(service.watermark().epoch(), 1_000);
    assertThatThrownBy(() -> why("totals", "ann", Optional.of(future)))
        .isInstanceOf(PastUnavailableException.class);
    service.update("names", List.of(Entry.of("cid", "Cid")));
    Watermark before = service.watermark();
    service.update("names", List.of(Entry.of("dora", "Dora")));
    assertThatThrownBy(() ->
            inspector.why("named", "cid", "cid", Optional.of(before), Inspector.Bounds.usual()))
        .as("a slice that was not there then")
        .isInstanceOf(PastUnavailableException.class);
  }

  @Test
  void inputs_areTriedOut_andSayWhetherTheyMatter() {
    service.update("orders", List.of(Entry.of("o5", new Order("bob", 10))));
    service.getAll("labels");
    long commits = service.recentCommits().orElseThrow().count();
    long tick = service.watermark().tick();

    Explanation label = why("labels", "bob");
    assertThat(label.entry().values()).containsExactly("Bob0");
    assertThat(
            label.inputs().stream()
                .filter(each -> each.isRedundant().orElseThrow())
                .map(each -> each.entry().key()))
        .as("a sum of 30 and 10 has the same last digit without either")
        .containsExactlyInAnyOrder("o3", "o5", "all");
    assertThat(service.watermark().tick()).isEqualTo(tick);
    assertThat(service.recentCommits().orElseThrow().count()).isEqualTo(commits);
    assertThat(service.<String, Long>getAll("totals")).contains(Entry.of("bob", 40L));
  }

  @Test
  void trial_saysNothing_whereTheResourceFailsWithoutTheEntry() {
    List<InputReason> inputs = why("ofAnn", "bob").inputs();

    assertThat(inputs)
        .extracting(each -> each.entry().key() + " " + each.isRedundant())
        .containsExactlyInAnyOrder("ann " + Optional.empty(), "bob " + Optional.of(false));
  }

  @Test
  void writer_isInitialDataOrAClient_withTheTime() {
    service.update("orders", List.of(Entry.of("o2", new Order("ann", 21))));

    List<InputReason> inputs = why("totals", "ann").inputs();
    assertThat(inputs)
        .extracting(each -> each.entry().writer().orElseThrow().kind())
        .containsExactly(WriterKind.INITIAL, WriterKind.CLIENT);
    assertThat(inputs.getLast().entry().writer().orElseThrow().time()).isPresent();
  }

  @Test
  void function_hasItsPlace_andRepeatedEntriesTheirReasonsOnce() {
    Provenance total = why("totals", "ann").entry();
    assertThat(total.function().orElseThrow().type()).isEqualTo(Shop.class.getName());
    assertThat(total.function().orElseThrow().method()).isEqualTo("createGraph");
    assertThat(total.function().orElseThrow().line()).isPositive();
    assertThat(why("labels", "ann").entry().function().map(String::valueOf))
        .contains("InspectorTest.Label.mapEntry");
  }

  @Test
  void bounds_areKept_andSaidToBe() {
    Explanation few =
        inspector.why("totals", NONE, "ann", Optional.empty(), new Inspector.Bounds(1, 1_000, 0));
    assertThat(few.entry().causes()).hasSize(1);
    assertThat(few.entry().omitted()).isEqualTo(1);
    assertThat(few.isComplete()).isFalse();
    assertThat(few.inputs().getFirst().isRedundant()).isEmpty();
  }

  @Test
  void collectionOfTheGraph_isFoundByItsName() {
    Explanation order =
        inspector.whyOf("orders", Json.of("o1"), Optional.empty(), Inspector.Bounds.usual());
    assertThat(order.entry().values()).containsExactly(new Order("ann", 10));
    assertThat(inputs(order)).containsExactly("orders o1");
    assertThatThrownBy(
            () -> inspector.whyOf("none", "a", Optional.empty(), Inspector.Bounds.usual()))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void dependents_areCounted_upToResources() {
    service.getAll("labels");
    service.getAll("named", "ann");

    Dependents ofOrder = inspector.dependents("orders", "o1");
    assertThat(ofOrder.nodes())
        .extracting(each -> each.kind() + " " + each.count() + " " + each.keys())
        .contains("mapReduce 1 [ann]", "joinOn 1 [Pair[first=o1, second=ann]]", "map 1 [ann]");
    assertThat(ofOrder.instances())
        .extracting(Dependents.DependentInstance::resource)
        .containsExactly("labels");
    assertThat(ofOrder.isComplete()).isTrue();
    assertThat(inspector.dependents("names", "ann").instances())
        .extracting(Dependents.DependentInstance::resource)
        .containsExactlyInAnyOrder("labels", "named");
    assertThat(inspector.dependents("blocked", "all").nodes())
        .extracting(Dependents.DependentKeys::kind)
        .as("an entry that is looked up and is not there")
        .containsExactlyInAnyOrder("lazy", "map");
  }

  @Test
  void run_isExplained_byTheEntriesThatTheCommitChanged() {
    service.update("orders", List.of(Entry.of("o5", new Order("ann", 7))));
    CommitReport commit = service.recentCommits().orElseThrow().last().orElseThrow();
    String labels =
        service.inspector().nodes().stream()
            .filter(each -> each.id().name().contains("Label"))
            .findFirst()
            .orElseThrow()
            .id()
            .fingerprint();

    assertThat(inspector.whyRan(commit, labels, "ann"))
        .extracting(each -> each.kind() + " " + each.key())
        .containsExactly("mapReduce ann");
    service.update("blocked", List.of(Entry.of("all", true)));
    CommitReport later = service.recentCommits().orElseThrow().last().orElseThrow();
    assertThat(inspector.whyRan(later, labels, "bob"))
        .extracting(each -> each.kind() + " " + each.key())
        .as("through the lazy entry")
        .containsExactly("input all");
    assertThat(later.nodes().getFirst().isInput()).isTrue();
    assertThat(later.nodes()).anyMatch(each -> each.nanos() > 0);
  }
}
