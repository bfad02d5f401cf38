package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.catalog.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The 22 queries of TPC-H as they are in the specification, with its parameters of validation:
 * live, ad hoc and in PostgreSQL, while orders come and go as its refresh functions have it. Now
 * and then a row of another table goes or comes back.
 */
class TpchTest {

  private static final int SCALE = Integer.getInteger("skip.tpch.scale", 1);
  private static final int REFRESHES = Integer.getInteger("skip.tpch.refreshes", 6);
  private static final int REFRESHES_BETWEEN_CHECKS = Math.max(2, REFRESHES / 10);
  private static final int ORDERS = 200 * SCALE;
  private static final int CHANGED_ORDERS = 5;

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final TpchRows rows = new TpchRows(SCALE, 1);
  private final Map<Long, List<TpchRows.Row>> orders = new LinkedHashMap<>();
  private final Random random = new Random(Long.getLong("skip.tpch.seed", 2));
  private long lastOrder;

  private TpchTest() {
    for (RecordComponent component : Tpch.Tables.class.getRecordComponents()) {
      assertThat(component.getType()).isEqualTo(EagerCollection.class);
      ParameterizedType type = (ParameterizedType) component.getGenericType();
      tables.put(
          component.getName(),
          Tables.of(
              component.getName(),
              type.getActualTypeArguments()[0],
              type.getActualTypeArguments()[1]));
    }
  }

  /** Rows that come and go in one transaction. */
  private final class Change {
    private final Map<String, List<Entry<Json, Json>>> entries = new LinkedHashMap<>();
    private final List<String> statements = new ArrayList<>();

    private void insert(List<TpchRows.Row> added) {
      Map<String, List<TpchRows.Row>> byTable =
          added.stream()
              .collect(
                  Collectors.groupingBy(
                      TpchRows.Row::table, LinkedHashMap::new, Collectors.toList()));
      byTable.forEach((table, all) -> {
        List<String> values = new ArrayList<>();
        for (TpchRows.Row row : all) {
          of(table).add(Entry.of(key(row), value(row)));
          values.add("(" + String.join(", ", row.cells().stream().map(this::text).toList()) + ")");
        }
        statements.add("INSERT INTO " + table + " VALUES " + String.join(", ", values));
      });
    }

    private void delete(List<TpchRows.Row> removed) {
      for (TpchRows.Row row : removed) {
        of(row.table()).add(Entry.deleted(key(row)));
        List<Column> columns = columns(row);
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < keyWidth(row); i++) {
          conditions.add(columns.get(i).name() + " = " + text(row.cells().get(i)));
        }
        statements.add("DELETE FROM " + row.table() + " WHERE " + String.join(" AND ", conditions));
      }
    }

    private List<Entry<Json, Json>> of(String table) {
      return entries.computeIfAbsent(table, absent -> new ArrayList<>());
    }

    private String text(Object cell) {
      return cell instanceof Number ? cell.toString() : "'" + cell + "'";
    }

    private void apply(Comparison comparison) {
      statements.forEach(comparison.postgres()::run);
      comparison.service().transaction(writes -> entries.forEach(writes::update));
    }
  }

  private List<Column> columns(TpchRows.Row row) {
    return Objects.requireNonNull(tables.get(row.table())).columns();
  }

  private int keyWidth(TpchRows.Row row) {
    return Objects.requireNonNull(tables.get(row.table())).keys().readers().size();
  }

  private Json key(TpchRows.Row row) {
    return object(row, 0, keyWidth(row));
  }

  private Json value(TpchRows.Row row) {
    return object(row, keyWidth(row), row.cells().size());
  }

  private Json object(TpchRows.Row row, int from, int to) {
    Map<String, Json> members = new HashMap<>();
    for (int i = from; i < to; i++) {
      members.put(columns(row).get(i).name(), Json.from(row.cells().get(i)));
    }
    return Json.object(members);
  }

  private void create(Comparison comparison) {
    tables.forEach((name, table) -> {
      List<String> columns =
          table.columns().stream()
              .map(column -> column.name() + " " + column.type().postgres())
              .toList();
      List<String> keys =
          table.keys().readers().stream().map(cell -> cell.column().name()).toList();
      comparison
          .postgres()
          .run(
              "CREATE TABLE %s(%s, PRIMARY KEY (%s))"
                  .formatted(name, String.join(", ", columns), String.join(", ", keys)));
    });
    comparison.postgres().run("CREATE INDEX ON lineitem(l_partkey, l_suppkey)");
  }

  private List<TpchRows.Row> newOrder() {
    List<TpchRows.Row> order = rows.order(++lastOrder);
    orders.put(lastOrder, order);
    return order;
  }

  private List<TpchRows.Row> removedOrder() {
    List<Long> keys = List.copyOf(orders.keySet());
    return Objects.requireNonNull(orders.remove(keys.get(random.nextInt(keys.size()))));
  }

  @Test
  void queriesOfTheSpecification_areAsInPostgres() throws IOException {
    List<TpchRows.Row> base = rows.base();
    List<TpchRows.Row> missing = new ArrayList<>();
    Set<String> answered = new LinkedHashSet<>();
    Map<String, String> queries = queries();
    try (Comparison comparison = new Comparison(new Tpch(), 1)) {
      create(comparison);
      queries.values().forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(queries.size());
      Change load = new Change();
      load.insert(base);
      for (int i = 0; i < ORDERS; i++) {
        load.insert(newOrder());
      }
      load.apply(comparison);
      comparison.check();
      for (int i = 1; i <= REFRESHES; i++) {
        Change change = new Change();
        for (int j = 0; j < CHANGED_ORDERS; j++) {
          change.delete(removedOrder());
        }
        for (int j = 0; j < CHANGED_ORDERS; j++) {
          change.insert(newOrder());
        }
        changeOthers(base, missing, change);
        change.apply(comparison);
        if (i % REFRESHES_BETWEEN_CHECKS == 0) {
          comparison.check();
          answered.addAll(comparison.answered());
        }
      }
    }
    assertThat(answered).containsExactlyInAnyOrderElementsOf(queries.values());
  }

  /** In these two, the only row of a subquery meets the others. */
  @Test
  void queriesOfTheSpecification_joinByEqualCells() throws IOException {
    List<String> scanning = new ArrayList<>();
    try (ServiceInstance service = ServiceInstance.start(new Tpch())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      queries()
          .forEach((name, query) ->
              over.explanation(query, SnapshotQuery.Limits.defaults(), () -> false).lines().stream()
                  .filter(line -> line.contains("each row meets each"))
                  .forEach(line -> scanning.add(name)));
    }
    assertThat(scanning).containsExactly("/tpch/q11.sql", "/tpch/q22.sql");
  }

  private void changeOthers(List<TpchRows.Row> present, List<TpchRows.Row> missing, Change change) {
    Collections.shuffle(present, random);
    TpchRows.Row gone = present.removeLast();
    change.delete(List.of(gone));
    if (!missing.isEmpty()) {
      TpchRows.Row back = missing.removeFirst();
      change.insert(List.of(back));
      present.add(back);
    }
    missing.add(gone);
  }

  private static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (int i = 1; i <= 22; i++) {
      String name = "/tpch/q%02d.sql".formatted(i);
      try (InputStream in = Objects.requireNonNull(TpchTest.class.getResourceAsStream(name))) {
        queries.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return queries;
  }
}
