package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.postgres.TableShape.Column;
import io.skipruntime.postgres.TableShape.Membership;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The questions to the catalog of a database, over one ordinary connection. For one thread. */
final class Catalog {

  private static final int FIRST_WITH_PUBLISHED_GENERATED_COLUMNS = 18;

  private static final String TABLE =
      """
      SELECT c.oid::int8, c.relkind::text, c.relreplident::text, row_security_active(c.oid),
             has_table_privilege(c.oid, 'SELECT'), has_schema_privilege(n.oid, 'USAGE'),
             greatest(c.reltuples, 0)::int8,
             coalesce((SELECT string_agg(p.relid::oid || ':' || pg_relation_filenode(p.relid), ','
                                         ORDER BY p.relid::oid)
                       FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND p.isleaf), '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String COLUMNS =
      """
      SELECT attname, attnum, atttypid::int8, attgenerated <> '' FROM pg_attribute
      WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum
      """;

  /** What the types of a table's columns are made of, where that can be altered. */
  private static final String TYPES =
      """
      WITH RECURSIVE parts(number, type) AS (
        SELECT attnum, atttypid FROM pg_attribute
        WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped AND atttypid::int8 > ?
        UNION
        SELECT p.number, v.type
        FROM parts p JOIN pg_type t ON t.oid = p.type
             LEFT JOIN pg_range r ON p.type IN (r.rngtypid, r.rngmultitypid)
             CROSS JOIN LATERAL (
               SELECT t.typelem UNION ALL SELECT t.typbasetype UNION ALL SELECT r.rngsubtype
               UNION ALL SELECT atttypid FROM pg_attribute
               WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped) v(type)
        WHERE v.type::int8 > ?)
      SELECT number, md5(string_agg(concat_ws(' ', type::text,
          (SELECT string_agg(concat(oid, ' ', enumlabel), ',' ORDER BY oid) FROM pg_enum
           WHERE enumtypid = type),
          (SELECT string_agg(concat(attnum, ' ', attname, ' ', atttypid), ',' ORDER BY attnum)
           FROM pg_attribute a JOIN pg_type t ON t.typrelid = a.attrelid
           WHERE t.oid = type AND attnum > 0 AND NOT attisdropped)), ';' ORDER BY type))
      FROM parts GROUP BY number
      """;

  private static final String MEMBERSHIP =
      """
      SELECT to_jsonb(t)::text,
             coalesce((SELECT string_agg(r.oid::text, ',' ORDER BY r.oid) FROM pg_publication_rel r
                       JOIN pg_publication p ON p.oid = r.prpubid
                       WHERE p.pubname = t.pubname AND r.prrelid = ?), '')
      FROM pg_publication_tables t WHERE t.pubname = ? AND t.schemaname = ? AND t.tablename = ?
      """;

  private final Connection connection;
  private final int serverVersion;

  Catalog(Connection connection) throws SQLException {
    this.connection = connection;
    this.serverVersion = connection.getMetaData().getDatabaseMajorVersion();
  }

  /** The first column of the first row of an answer; null if there is none, or it is null. */
  @Nullable String ask(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /** The major version of the server. */
  int serverVersion() {
    return serverVersion;
  }

  /** A table as it is now; empty if there is none of the name. */
  Optional<TableShape> table(TableName name, String publication) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.table());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long oid = row.getLong(1);
        List<Column> columns = columns(oid);
        return Optional.of(
            new TableShape(
                name,
                (int) oid,
                text(row, 2).charAt(0),
                text(row, 3).charAt(0),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getLong(7),
                text(row, 8),
                columns,
                index(oid, "i.indisprimary"),
                index(oid, "i.indisreplident"),
                membership(oid, name, publication, columns)));
      }
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(row.getString(column));
  }

  private List<Column> columns(long table) throws SQLException {
    Map<Integer, String> types = types(table);
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setLong(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(
              new Column(
                  text(row, 1),
                  row.getInt(2),
                  (int) row.getLong(3),
                  types.getOrDefault(row.getInt(2), ""),
                  row.getBoolean(4)));
        }
      }
    }
    return List.copyOf(columns);
  }

  /** A digest of each column's type, by the column's number, if the type can be altered. */
  private Map<Integer, String> types(long table) throws SQLException {
    Map<Integer, String> digests = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(TYPES)) {
      statement.setLong(1, table);
      statement.setLong(2, Types.LAST_BUILT_IN);
      statement.setLong(3, Types.LAST_BUILT_IN);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          digests.put(row.getInt(1), text(row, 2));
        }
      }
    }
    return digests;
  }

  private List<String> index(long table, String condition) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT a.attname
            FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
                 JOIN pg_attribute a ON a.attnum = k.number
            WHERE i.indrelid = ? AND a.attrelid = i.indrelid AND k.place <= i.indnkeyatts AND %s
            ORDER BY k.place
            """
                .formatted(condition))) {
      statement.setLong(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.add(text(row, 1));
        }
      }
    }
    return List.copyOf(names);
  }

  private Optional<Membership> membership(
      long table, TableName name, String publication, List<Column> columns) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MEMBERSHIP)) {
      statement.setLong(1, table);
      statement.setString(2, publication);
      statement.setString(3, name.schema());
      statement.setString(4, name.table());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        JsonObject published = Json.parse(text(row, 1)).asObject();
        Optional<String> filter =
            published.find("rowfilter").filter(JsonString.class::isInstance).map(Json::asString);
        return Optional.of(
            new Membership(text(row, 2), publishedColumns(published, columns), filter));
      }
    }
  }

  /** The published columns; servers before 15 do not tell them, since all are published there. */
  private List<String> publishedColumns(JsonObject published, List<Column> columns) {
    List<String> names = new ArrayList<>();
    Json told = published.find("attnames").orElse(Json.NULL);
    for (Column column : columns) {
      boolean isNamed =
          !(told instanceof JsonArray array) || array.elements().contains(Json.of(column.name()));
      boolean isSent =
          !column.isGenerated() || serverVersion >= FIRST_WITH_PUBLISHED_GENERATED_COLUMNS;
      if (isNamed && isSent) {
        names.add(column.name());
      }
    }
    return List.copyOf(names);
  }
}
