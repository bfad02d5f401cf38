package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.measure.Work;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * A database of SQLite in memory that is asked again after each write, as one does who has no
 * collections that stay up to date. What changed is found by comparison with the answer before.
 */
final class Requery implements Work {

  private final Connection connection;
  private final PreparedStatement query;
  private Map<Long, List<Long>> answer = new TreeMap<>();
  private IntToLongFunction step = i -> 0;

  /**
   * Creates tables.
   *
   * @param query the query that is asked again: a key, and numbers
   */
  Requery(String query, String... statements) {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      for (String statement : statements) {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
          prepared.execute();
        }
      }
      this.query = connection.prepareStatement(query);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A statement that writes. */
  static final class Statement {
    private final PreparedStatement prepared;

    private Statement(PreparedStatement prepared) {
      this.prepared = prepared;
    }

    void run(long... parameters) {
      try {
        set(prepared, parameters);
        prepared.executeUpdate();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  Statement statement(String text) {
    try {
      return new Statement(connection.prepareStatement(text));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(PreparedStatement prepared, long... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      prepared.setLong(i + 1, parameters[i]);
    }
  }

  /** Says what is done each time, after the tables are filled; asks for the first answer. */
  Requery doing(IntToLongFunction next) {
    commit();
    changes();
    step = next;
    return this;
  }

  void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks, and gives the sum of the keys and numbers of what is not as it was. */
  long changes(long... parameters) {
    Map<Long, List<Long>> now = asked(parameters);
    long sum = 0;
    for (Map.Entry<Long, List<Long>> row : now.entrySet()) {
      if (!row.getValue().equals(answer.get(row.getKey()))) {
        sum += row.getKey() + row.getValue().stream().mapToLong(Long::longValue).sum();
      }
    }
    for (long key : answer.keySet()) {
      sum += now.containsKey(key) ? 0 : key;
    }
    answer = now;
    return sum;
  }

  /** Asks, and gives the sum of all keys and numbers. */
  long sum(long... parameters) {
    long sum = 0;
    for (Map.Entry<Long, List<Long>> row : asked(parameters).entrySet()) {
      sum += row.getKey() + row.getValue().stream().mapToLong(Long::longValue).sum();
    }
    return sum;
  }

  private Map<Long, List<Long>> asked(long... parameters) {
    Map<Long, List<Long>> rows = new TreeMap<>();
    try {
      set(query, parameters);
      try (ResultSet results = query.executeQuery()) {
        int columns = results.getMetaData().getColumnCount();
        while (results.next()) {
          Long[] numbers = new Long[columns - 1];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = results.getLong(i + 2);
          }
          rows.put(results.getLong(1), Arrays.asList(numbers));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  @Override
  public long run(int i) {
    return step.applyAsLong(i);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
