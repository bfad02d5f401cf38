package io.skipruntime.jdbc;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a sink, kept by a table. */
final class JdbcSinkContractTest extends SinkContract {

  @TempDir Path files;

  @Override
  protected TestedSink open() throws Exception {
    Database database = Database.open(Database.Kind.H2, files);
    database.run(
        "CREATE TABLE items (name VARCHAR(20) PRIMARY KEY, amount BIGINT CHECK (amount <"
            + " 1000000))");
    return new ItemsTable(database, new GatedSource(database));
  }

  /** A table with a row for each key. */
  private record ItemsTable(Database database, GatedSource source) implements TestedSink {

    @Override
    public Sink sink() {
      return JdbcSink.of(source, SinkTable.of("items", "name").value("amount"));
    }

    @Override
    public Map<String, Long> contents() throws SQLException {
      Map<String, Long> contents = new TreeMap<>();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT name, amount FROM items")) {
        while (rows.next()) {
          contents.put(rows.getString(1), rows.getLong(2));
        }
      }
      return contents;
    }

    @Override
    public void putByHand(String key, long number) throws SQLException {
      database.run("MERGE INTO items KEY (name) VALUES ('%s', %d)".formatted(key, number));
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.REFUSE, Ability.POSITION);
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
    public Entry<String, Long> refused() {
      return Entry.of("large", 5_000_000L);
    }

    @Override
    public void remove() throws SQLException {
      database.run("DROP TABLE items");
    }
  }
}
