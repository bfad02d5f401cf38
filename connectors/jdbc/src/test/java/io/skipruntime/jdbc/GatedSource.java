package io.skipruntime.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;

/** A source of connections that a test shuts: then those there are break. Thread-safe. */
final class GatedSource extends TestSource {

  private final Database database;
  private final List<Connection> given = new ArrayList<>();
  private boolean isShut;

  GatedSource(Database database) {
    this.database = database;
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (isShut) {
      throw new SQLNonTransientConnectionException("the gate is shut", "08001");
    }
    Connection connection = database.connect();
    given.add(connection);
    return connection;
  }

  synchronized void shut() throws SQLException {
    isShut = true;
    for (Connection each : given) {
      each.close();
    }
    given.clear();
  }

  synchronized void open() {
    isShut = false;
  }
}
