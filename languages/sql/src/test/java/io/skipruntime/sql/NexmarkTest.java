package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.catalog.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The queries 0 to 22 of Nexmark: live, ad hoc and in PostgreSQL, while events come and some of
 * those before go again. A window of time is a group of the time that {@code date_bin} gives; the
 * windows of processing time are those of the events' time, and a session is what {@code lag} finds
 * no gap in.
 */
class NexmarkTest {

  private static final int EVENTS = Integer.getInteger("skip.nexmark.events", 500);
  private static final int STEPS = Integer.getInteger("skip.nexmark.steps", 3);
  private static final int EVENTS_OF_STEP = 100;
  private static final int GONE_IN_STEP = 40;

  private final NexmarkEvents events = new NexmarkEvents(Long.getLong("skip.nexmark.seed", 3));
  private final Random random = new Random(Long.getLong("skip.nexmark.seed", 3));
  private final List<NexmarkEvents.Event> present = new ArrayList<>();

  /** Events that come and go in one transaction. */
  private static final class Change {
    private final Map<String, List<Entry<Json, Json>>> entries = new LinkedHashMap<>();
    private final List<String> statements = new ArrayList<>();

    private void insert(NexmarkEvents.Event event) {
      of(event.table()).add(Entry.of(Json.from(event.key()), Json.from(event.value())));
      List<String> cells = new ArrayList<>();
      for (Record part : List.of(event.key(), event.value())) {
        for (RecordComponent component : part.getClass().getRecordComponents()) {
          cells.add(text(member(part, component.getName())));
        }
      }
      statements.add("INSERT INTO " + event.table() + " VALUES (" + String.join(", ", cells) + ")");
    }

    private void delete(NexmarkEvents.Event event) {
      of(event.table()).add(Entry.deleted(Json.from(event.key())));
      String key = event.key().getClass().getRecordComponents()[0].getName();
      statements.add(
          "DELETE FROM %s WHERE %s = %s"
              .formatted(event.table(), key, text(member(event.key(), key))));
    }

    private List<Entry<Json, Json>> of(String table) {
      return entries.computeIfAbsent(table, absent -> new ArrayList<>());
    }

    private static Json member(Record record, String name) {
      return Objects.requireNonNull(((JsonObject) Json.from(record)).get(name));
    }

    private static String text(Json cell) {
      return cell instanceof JsonString text ? "'" + text.value() + "'" : cell.toString();
    }

    private void apply(Comparison comparison) {
      comparison.postgres().run(String.join("; ", statements));
      comparison.service().transaction(writes -> entries.forEach(writes::update));
    }
  }

  private static void create(Comparison comparison) {
    for (RecordComponent component : Nexmark.Tables.class.getRecordComponents()) {
      ParameterizedType type = (ParameterizedType) component.getGenericType();
      Table table =
          Tables.of(
              component.getName(),
              type.getActualTypeArguments()[0],
              type.getActualTypeArguments()[1]);
      List<String> columns =
          table.columns().stream()
              .map(column -> column.name() + " " + column.type().postgres())
              .toList();
      comparison
          .postgres()
          .run("CREATE TABLE %s(%s)".formatted(table.name(), String.join(", ", columns)));
    }
  }

  private void come(int count, Change change) {
    for (int i = 0; i < count; i++) {
      NexmarkEvents.Event event = events.next();
      present.add(event);
      change.insert(event);
    }
  }

  private void go(int count, Change change) {
    for (int i = 0; i < count; i++) {
      change.delete(present.remove(random.nextInt(present.size())));
    }
  }

  @Test
  void queriesOfTheBenchmark_areAsInPostgres() throws IOException {
    Map<String, String> queries = queries();
    Set<String> answered = new LinkedHashSet<>();
    try (Comparison comparison = new Comparison(new Nexmark(), 1)) {
      create(comparison);
      queries.values().forEach(comparison::follow);
      assertThat(comparison.refused()).isEmpty();
      assertThat(comparison.followed()).isEqualTo(queries.size());
      Change load = new Change();
      for (long key = 0; key < 100; key += 3) {
        load.insert(
            new NexmarkEvents.Event(
                "side_input", new Nexmark.SideKey(key), new Nexmark.Side("value " + key)));
      }
      come(EVENTS, load);
      load.apply(comparison);
      comparison.check();
      answered.addAll(comparison.answered());
      for (int i = 0; i < STEPS; i++) {
        Change change = new Change();
        go(GONE_IN_STEP, change);
        come(EVENTS_OF_STEP, change);
        change.apply(comparison);
        comparison.check();
        answered.addAll(comparison.answered());
      }
    }
    assertThat(answered).containsExactlyInAnyOrderElementsOf(queries.values());
  }

  private static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (int i = 0; i <= 22; i++) {
      String name = "/nexmark/q%02d.sql".formatted(i);
      try (InputStream in = Objects.requireNonNull(NexmarkTest.class.getResourceAsStream(name))) {
        queries.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return queries;
  }
}
