package io.skipruntime.jdbc;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonBoolean;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonString;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways in which databases differ for a {@link JdbcSink}. */
enum SinkDialect {
  POSTGRESQL,
  SQLITE,
  H2,
  /** MySQL and MariaDB. */
  MYSQL,
  /** Any other: rows are deleted and inserted. */
  STANDARD;

  /**
   * A column as the database declares it.
   *
   * @param type one of {@link Types}
   */
  record ColumnOfTable(String name, int type, String typeName) {

    boolean isJson() {
      return typeName.toLowerCase(Locale.ROOT).startsWith("json");
    }
  }

  static SinkDialect of(DatabaseMetaData database) throws SQLException {
    return switch (database.getDatabaseProductName()) {
      case "PostgreSQL" -> POSTGRESQL;
      case "SQLite" -> SQLITE;
      case "H2" -> H2;
      case "MySQL", "MariaDB" -> MYSQL;
      default -> STANDARD;
    };
  }

  /** What stands for a column's content in a statement. */
  String placeholder(ColumnOfTable column) {
    return this == H2 && column.isJson() ? "? FORMAT JSON" : "?";
  }

  String insert(String table, List<ColumnOfTable> columns) {
    return "INSERT INTO " + table + " (" + names(columns) + ") VALUES (" + places(columns) + ")";
  }

  /**
   * The statement that inserts a row, or updates the one that has its key.
   *
   * @return null if there is none that is sure to leave other rows alone
   */
  @Nullable String upsert(
      String table, List<ColumnOfTable> columns, int keySize, boolean hasOtherUniqueIndex) {
    String keys = names(columns.subList(0, keySize));
    List<ColumnOfTable> others = columns.subList(keySize, columns.size());
    return switch (this) {
      case POSTGRESQL, SQLITE ->
          insert(table, columns)
              + (others.isEmpty()
                  ? " ON CONFLICT (" + keys + ") DO NOTHING"
                  : " ON CONFLICT ("
                      + keys
                      + ") DO UPDATE SET "
                      + assignments(others, "EXCLUDED.%1$s"));
      case H2 ->
          "MERGE INTO %s (%s) KEY (%s) VALUES (%s)"
              .formatted(table, names(columns), keys, places(columns));
      case MYSQL ->
          hasOtherUniqueIndex || others.isEmpty()
              ? null
              : insert(table, columns)
                  + " ON DUPLICATE KEY UPDATE "
                  + assignments(others, "VALUES(%1$s)");
      case STANDARD -> null;
    };
  }

  private static String names(List<ColumnOfTable> columns) {
    return columns.stream().map(ColumnOfTable::name).collect(Collectors.joining(", "));
  }

  private String places(List<ColumnOfTable> columns) {
    return columns.stream().map(this::placeholder).collect(Collectors.joining(", "));
  }

  private static String assignments(List<ColumnOfTable> columns, String content) {
    return columns.stream()
        .map(each -> each.name() + " = " + content.formatted(each.name()))
        .collect(Collectors.joining(", "));
  }

  /** A column's content as something that can be compared. */
  String comparable(String alias, ColumnOfTable column) {
    String content = alias + "." + column.name();
    if (this == POSTGRESQL && column.typeName().equals("json")) {
      return "CAST(" + content + " AS text)";
    }
    return this == MYSQL && isText(column) ? "CAST(" + content + " AS BINARY)" : content;
  }

  private static boolean isText(ColumnOfTable column) {
    return switch (column.type()) {
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR -> true;
      default -> false;
    };
  }

  /** The statement that makes an empty copy of a table, for the connection alone. */
  String staging(String copy, String table, List<ColumnOfTable> columns) {
    return "CREATE "
        + (this == H2 ? "LOCAL " : "")
        + "TEMPORARY TABLE "
        + copy
        + " AS SELECT "
        + names(columns)
        + " FROM "
        + table
        + " WHERE 1 = 0";
  }

  /** Whether a table has a unique index besides that of its key. */
  boolean hasOtherUniqueIndex(Connection connection, String table, int keySize)
      throws SQLException {
    if (this != MYSQL) {
      return false;
    }
    Set<String> indexes = new HashSet<>();
    String bare = table.substring(table.lastIndexOf('.') + 1).replace("`", "");
    try (ResultSet rows =
        connection.getMetaData().getIndexInfo(connection.getCatalog(), null, bare, true, true)) {
      while (rows.next()) {
        String index = rows.getString("INDEX_NAME");
        if (index != null) {
          indexes.add(index);
        }
      }
    }
    return indexes.size() != 1 || keySize == 0;
  }

  /** Gives a statement the content of a column. */
  void bind(PreparedStatement statement, int at, ColumnOfTable column, Json content)
      throws SQLException {
    switch (content) {
      case JsonNull none -> statement.setNull(at, this == POSTGRESQL ? Types.NULL : column.type());
      case Json json when column.isJson() -> bind(statement, at, column, json.toString());
      case JsonBoolean truth -> bind(statement, at, truth);
      case JsonNumber number -> bind(statement, at, column, number);
      case JsonString text -> bind(statement, at, column, text.value());
      default -> bind(statement, at, column, content.toString());
    }
  }

  private void bind(PreparedStatement statement, int at, JsonBoolean truth) throws SQLException {
    if (this == POSTGRESQL) {
      statement.setObject(at, truth.toString(), Types.OTHER);
    } else {
      statement.setBoolean(at, truth.value());
    }
  }

  private void bind(PreparedStatement statement, int at, ColumnOfTable column, JsonNumber number)
      throws SQLException {
    if (this == POSTGRESQL && !isNumeric(column)) {
      statement.setObject(at, number.toString(), Types.OTHER);
    } else if (number.isLong()) {
      statement.setLong(at, number.asLong());
    } else {
      statement.setBigDecimal(at, number.asDecimal());
    }
  }

  private static boolean isNumeric(ColumnOfTable column) {
    return switch (column.type()) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          true;
      default -> false;
    };
  }

  private void bind(PreparedStatement statement, int at, ColumnOfTable column, String text)
      throws SQLException {
    Instant time = this == SQLITE || this == POSTGRESQL ? null : instant(text);
    if (this == POSTGRESQL) {
      statement.setObject(at, text, Types.OTHER); // the server knows the column's type
    } else if (time != null && column.type() == Types.TIMESTAMP) {
      statement.setObject(at, LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    } else if (time != null && column.type() == Types.TIMESTAMP_WITH_TIMEZONE) {
      statement.setObject(at, time.atOffset(ZoneOffset.UTC));
    } else {
      statement.setString(at, text);
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException other) {
      return null;
    }
  }
}
