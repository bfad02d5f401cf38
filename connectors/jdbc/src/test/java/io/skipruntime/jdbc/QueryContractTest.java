package io.skipruntime.jdbc;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a source, kept by a query that is polled. */
final class QueryContractTest extends SourceContract {

  @TempDir Path files;

  @Override
  protected TestedSource open() throws Exception {
    Database database = Database.open(Database.Kind.H2, files);
    database.run("CREATE TABLE items (name VARCHAR(20) PRIMARY KEY, amount BIGINT)");
    return new ItemsQuery(database, new GatedSource(database));
  }

  /** A query of a table with a row for each key. */
  private record ItemsQuery(Database database, GatedSource source) implements TestedSource {

    record Item(String name, long amount) {}

    @Override
    public ExternalService connect() {
      return JdbcService.of(
          source,
          Map.of("items", JdbcResource.of("SELECT * FROM items", "name")),
          JdbcOptions.defaults().withIntervalMillis(20).withMaxRetryMillis(50));
    }

    @Override
    public ExternalResource<String, Item> resource() {
      return ExternalResource.of("db", "items", String.class, Item.class);
    }

    @Override
    public long number(Json value) {
      return value.asObject().get("amount").asLong();
    }

    private static String row(String key, String amount) {
      return "MERGE INTO items KEY (name) VALUES ('%s', %s)".formatted(key, amount);
    }

    @Override
    public void put(String key, long number) throws SQLException {
      database.run(row(key, Long.toString(number)));
    }

    @Override
    public void delete(String key) throws SQLException {
      database.run("DELETE FROM items WHERE name = '%s'".formatted(key));
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.REPLACE, Ability.REFUSE);
    }

    @Override
    public void interrupt() throws SQLException {
      source.shut();
    }

    @Override
    public void restore() {
      source.open();
    }

    @Override
    public void replace(Map<String, Long> contents) throws SQLException {
      List<String> statements = new ArrayList<>(List.of("DELETE FROM items"));
      contents.forEach((key, number) -> statements.add(row(key, number.toString())));
      database.runTogether(statements.toArray(String[]::new));
    }

    @Override
    public void putUnusable(String key) throws SQLException {
      database.run(row(key, "NULL"));
    }

    @Override
    public void remove() throws SQLException {
      database.run("DROP TABLE items");
    }
  }
}
