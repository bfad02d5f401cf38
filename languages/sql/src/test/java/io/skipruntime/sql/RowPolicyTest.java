package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rows of users: no query of theirs has anything of a row that they may not read. */
class RowPolicyTest {

  private static final Principal ANN = new Principal("issuer", "ann");
  private static final Principal CLERK =
      new Principal(
          "issuer",
          "carl",
          Map.of("roles", Json.from(List.of("clerk", "reader")), "most", Json.of(100)));

  /** Queries of Ann that would show another's rows if a policy were passed by. */
  private static final Map<String, List<String>> OF_ANN =
      Map.ofEntries(
          Map.entry("SELECT key FROM payments", List.of("1", "5")),
          Map.entry("SELECT count(*) AS n, sum(amount) AS s FROM payments", List.of("2 30")),
          Map.entry("SELECT key FROM public.payments WHERE customer = 'bob'", List.of()),
          Map.entry("SELECT key FROM payments WHERE customer = 'bob' OR true", List.of("1", "5")),
          Map.entry(
              "SELECT p.key FROM payments p RIGHT JOIN customers c ON true", List.of("1", "5")),
          Map.entry("SELECT c.note FROM customers c", List.of("pays")),
          Map.entry(
              "SELECT a.key FROM payments a FULL JOIN payments b ON a.key = b.key + 1",
              List.of("1", "5", "null", "null")),
          Map.entry("SELECT (SELECT max(amount) FROM payments) AS m", List.of("20")),
          Map.entry(
              "SELECT 1 AS one FROM (VALUES (1)) AS v(x) WHERE EXISTS (SELECT 1 FROM payments WHERE"
                  + " amount = 500)",
              List.of()),
          Map.entry(
              "SELECT 1 AS one FROM (VALUES (1)) AS v(x) WHERE 500 IN (SELECT amount FROM"
                  + " payments)",
              List.of()),
          Map.entry("WITH p AS (SELECT * FROM payments) SELECT key FROM p", List.of("1", "5")),
          Map.entry("SELECT key FROM payments UNION SELECT key FROM payments", List.of("1", "5")),
          Map.entry("SELECT 2 AS key EXCEPT SELECT key FROM payments", List.of("2")),
          Map.entry("SELECT 100 / amount AS q FROM payments", List.of("10", "5")),
          Map.entry(
              "SELECT key FROM payments WHERE 1 / (amount - 500) < 1 AND 1 / amount < 1",
              List.of("1", "5")),
          Map.entry(
              "SELECT key, rank() OVER (ORDER BY amount DESC) AS r FROM payments",
              List.of("1 2", "5 1")),
          Map.entry(
              "SELECT customer, count(*) AS n FROM payments GROUP BY ROLLUP (customer)",
              List.of("ann 2", "null 2")),
          Map.entry("SELECT key FROM payments ORDER BY amount DESC LIMIT 1", List.of("5")),
          Map.entry(
              "SELECT CURRENT_USER AS u, claim('most') AS m, has_claim('roles', 'x') AS h",
              List.of("ann null false")));

  /** Queries of what users have no part in. */
  private static final List<String> REFUSED =
      List.of(
          "SELECT * FROM secrets",
          "SELECT * FROM public.secrets",
          "SELECT key FROM payments WHERE key IN (SELECT key FROM secrets)",
          "SELECT * FROM secret",
          "SELECT * FROM skip.nodes",
          "SELECT * FROM skip.instances",
          "SELECT * FROM skip.streams",
          "SELECT * FROM skip.sources",
          "SELECT * FROM skip.commits",
          "SELECT claim(customer) AS c FROM payments");

  private final ServiceInstance service = ServiceInstance.start(new Ledger());

  @AfterEach
  void close() {
    service.close();
  }

  private SnapshotQuery over(Principal user) {
    return ServiceQueries.over(
        service, service.snapshot(), CatalogSession.none(), Optional.of(user));
  }

  private List<String> adHoc(Principal user, String query) {
    return over(user).query(query, SqlParameters.none()).rows().stream()
        .map(RowPolicyTest::shown)
        .sorted()
        .toList();
  }

  private List<String> live(Principal user, String query) {
    ClientParams params =
        new ClientParams(Json.object(Map.of("query", Json.of(query))), Optional.of(user));
    List<String> columns =
        over(user).prepare(query).columns().stream().map(each -> each.name()).toList();
    return service.<Json, Json>getAll(LiveQuery.RESOURCE, params).stream()
        .flatMap(entry -> entry.values().stream())
        .map(row -> shown(columns.stream().map(row.asObject()::get).toList()))
        .sorted()
        .toList();
  }

  private static String shown(List<? extends Json> cells) {
    List<String> texts = new ArrayList<>();
    cells.forEach(cell -> texts.add(cell.toString().replace("\"", "")));
    return String.join(" ", texts);
  }

  @Test
  void queries_haveTheRowsOfTheUserAlone_liveAndAdHoc() {
    OF_ANN.forEach((query, rows) -> {
      assertThat(adHoc(ANN, query)).as(query).isEqualTo(rows.stream().sorted().toList());
      assertThat(live(ANN, query)).as(query).isEqualTo(rows.stream().sorted().toList());
    });
  }

  @Test
  void claims_openRows_liveAsTheyChange() {
    String query = "SELECT key FROM payments";
    assertThat(adHoc(CLERK, query)).containsExactly("1", "2", "5");
    assertThat(live(CLERK, query)).containsExactly("1", "2", "5");
    service.update(
        "payments",
        List.of(
            Entry.of(3L, new Ledger.Payment("bob", 50)),
            Entry.of(1L, new Ledger.Payment("bob", 10)),
            Entry.of(6L, new Ledger.Payment("bob", 100))));
    assertThat(live(CLERK, query)).containsExactly("1", "2", "3", "5");
    assertThat(live(ANN, query)).containsExactly("5");
    assertThat(adHoc(ANN, query)).containsExactly("5");
  }

  @Test
  void tablesWithoutPolicy_andTheServiceItself_areNotThereForUsers() {
    for (String query : REFUSED) {
      assertThatThrownBy(() -> adHoc(ANN, query))
          .as(query)
          .isInstanceOf(SqlException.class)
          .hasMessageNotContainingAny("secrets?", "hidden");
      Json params = Json.object(Map.of("query", Json.of(query)));
      assertThatThrownBy(
              () -> service.getAll(LiveQuery.RESOURCE, new ClientParams(params, Optional.of(ANN))))
          .as(query)
          .hasMessageNotContainingAny("secrets?", "hidden");
    }
    for (String catalog :
        List.of(
            "SELECT relname FROM pg_class WHERE relname = 'secrets'",
            "SELECT table_name FROM information_schema.tables WHERE table_schema IN ('skip')",
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'secrets'")) {
      assertThat(adHoc(ANN, catalog)).as(catalog).isEmpty();
    }
    assertThat(adHoc(ANN, "SELECT relname FROM pg_class WHERE relname = 'payments'")).hasSize(1);
  }

  @Test
  void explanation_saysNothingOfThePolicy() {
    assertThat(over(ANN).explain("SELECT key FROM payments WHERE amount > 1"))
        .contains("scan payments, the rows that the user may read")
        .doesNotContain("ann", "clerk", "roles", "100");
  }

  @Test
  void resources_haveTheRowsOfTheirUser() {
    assertThat(service.getAll("mine", new ClientParams(Json.object(Map.of()), Optional.of(ANN))))
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.toString()).contains("ann"));
    ClientParams nobody = new ClientParams(Json.object(Map.of()), Optional.empty());
    assertThat(service.getAll("anybodys", nobody)).isEmpty();
    assertThat(
            service.getAll("anybodys", new ClientParams(Json.object(Map.of()), Optional.of(ANN))))
        .hasSize(1);
    assertThatThrownBy(() -> service.getAll("nobodys", new Ledger.Nobodys(0)))
        .hasMessageContaining("needs a component of type Principal");
  }

  @Test
  void queriesOfNobody_areRefused_andTheServicesOwnSeeAll() {
    Json params = Json.parse("{\"query\":\"SELECT key FROM payments\"}");
    assertThatThrownBy(() -> service.getAll(LiveQuery.RESOURCE, params))
        .isInstanceOf(PrincipalRequiredException.class);
    Json forged =
        Json.parse(
            "{\"query\":\"SELECT"
                + " 1\",\"user\":{\"issuer\":\"i\",\"subject\":\"bob\",\"claims\":{}}}");
    assertThatThrownBy(
            () -> service.getAll(LiveQuery.RESOURCE, new ClientParams(forged, Optional.of(ANN))))
        .hasMessageContaining("cannot be given");
    SnapshotQuery all = SnapshotQuery.over(service.snapshot());
    assertThat(all.query("SELECT key FROM payments", SqlParameters.none()).rows()).hasSize(4);
    assertThatThrownBy(() -> all.query("SELECT claim('x') AS c", SqlParameters.none()))
        .isInstanceOf(SqlException.class);
  }

  /** The slice of each user is one of a collection that all share. */
  @Test
  void users_shareWhatDoesNotDependOnThem() {
    Json query = Json.parse("{\"query\":\"SELECT note FROM customers\"}");
    service.instantiateResource(
        "ann", LiveQuery.RESOURCE, new ClientParams(query, Optional.of(ANN)));
    int one = service.nodeCount();
    service.instantiateResource(
        "bob",
        LiveQuery.RESOURCE,
        new ClientParams(query, Optional.of(new Principal("issuer", "bob"))));
    assertThat(service.nodeCount() - one).isLessThanOrEqualTo(4);
  }

  record Guarded(@RowPolicy("true") EagerCollection<Long, String> rows) {}

  record Unguarded(EagerCollection<Long, String> rows) {}

  static final class HalfGuarded implements SkipService<Guarded, Unguarded> {
    @Override
    public Resources<Unguarded> resources() {
      return LiveQuery.offeredBy(Resources.empty());
    }

    @Override
    public Unguarded createGraph(Guarded in, Context context) {
      return new Unguarded(in.rows());
    }
  }

  /** Resources see the collections that are shared, and would not see the policy. */
  @Test
  void policyOfAnInput_thatIsSharedWithoutIt_isRefused() {
    try (ServiceInstance half = ServiceInstance.start(new HalfGuarded())) {
      assertThatThrownBy(() -> new SqlLanguage().isOpenToUsers(half.snapshot()))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("needs the same");
    }
  }

  record Broken(@RowPolicy("customr = CURRENT_USER") EagerCollection<Long, String> rows) {}

  static final class BrokenService implements SkipService<Broken, Broken> {
    @Override
    public Resources<Broken> resources() {
      return LiveQuery.offeredBy(Resources.empty());
    }

    @Override
    public Broken createGraph(Broken in, Context context) {
      return in;
    }
  }

  @Test
  void policyThatCannotBeUsed_letsNoRowThrough() {
    try (ServiceInstance broken = ServiceInstance.start(new BrokenService())) {
      assertThatThrownBy(() -> SnapshotQuery.over(broken.snapshot()).as(ANN))
          .isInstanceOf(SqlException.class)
          .hasMessageNotContaining("customr");
      Json params = Json.parse("{\"query\":\"SELECT 1 AS one\"}");
      assertThatThrownBy(
              () -> broken.getAll(LiveQuery.RESOURCE, new ClientParams(params, Optional.of(ANN))))
          .hasMessageContaining("cannot be used");
    }
  }
}
