package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types that the catalog lists, with the numbers and names that PostgreSQL has for them. */
final class PostgresTypes {

  /**
   * A type.
   *
   * @param oid its number
   * @param name its name in {@code pg_type}
   * @param title its name in SQL
   * @param length bytes of a value, -1 if that is not the same for all
   * @param category the letter of its kind
   * @param array the number of the type of its arrays
   */
  record Known(long oid, String name, String title, long length, String category, long array) {}

  private static final List<Known> ALL =
      List.of(
          new Known(16, "bool", "boolean", 1, "B", 1000),
          new Known(18, "char", "\"char\"", 1, "Z", 1002),
          new Known(19, "name", "name", 64, "S", 1003),
          new Known(20, "int8", "bigint", 8, "N", 1016),
          new Known(21, "int2", "smallint", 2, "N", 1005),
          new Known(23, "int4", "integer", 4, "N", 1007),
          new Known(25, "text", "text", -1, "S", 1009),
          new Known(26, "oid", "oid", 4, "N", 1028),
          new Known(700, "float4", "real", 4, "N", 1021),
          new Known(701, "float8", "double precision", 8, "N", 1022),
          new Known(1043, "varchar", "character varying", -1, "S", 1015),
          new Known(1082, "date", "date", 4, "D", 1182),
          new Known(1114, "timestamp", "timestamp without time zone", 8, "D", 1115),
          new Known(1184, "timestamptz", "timestamp with time zone", 8, "D", 1185),
          new Known(1186, "interval", "interval", 16, "T", 1187),
          new Known(1700, "numeric", "numeric", -1, "N", 1231),
          new Known(2950, "uuid", "uuid", 16, "U", 2951),
          new Known(3802, "jsonb", "jsonb", -1, "U", 3807));

  private PostgresTypes() {}

  /** The rows of {@code pg_type}. */
  static List<@Nullable Object[]> rows() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Known each : ALL) {
      Map<String, Object> type = new LinkedHashMap<>();
      type.put("oid", each.oid());
      type.put("typname", each.name());
      type.put("typlen", each.length());
      type.put("typcategory", each.category());
      type.put("typarray", each.array());
      type.put("typinput", each.name() + "in");
      rows.add(PostgresTables.TYPE.row(type));
      type.put("oid", each.array());
      type.put("typname", "_" + each.name());
      type.put("typlen", -1L);
      type.put("typcategory", "A");
      type.put("typarray", 0L);
      type.put("typelem", each.oid());
      type.put("typinput", "array_in");
      rows.add(PostgresTables.TYPE.row(type));
    }
    return rows;
  }

  /** The bytes of a value of a type, -1 if that is not the same for all. */
  static long length(SqlType type) {
    return ALL.stream()
        .filter(each -> each.oid() == type.oid())
        .mapToLong(Known::length)
        .findAny()
        .orElse(-1);
  }

  /** The name of a type in {@code pg_type}. */
  static String name(long oid) {
    return ALL.stream().filter(each -> each.oid() == oid).map(Known::name).findAny().orElse("text");
  }

  /** The name of a type in SQL. */
  static String title(long oid) {
    for (Known each : ALL) {
      if (each.oid() == oid) {
        return each.title();
      }
      if (each.array() == oid) {
        return each.title() + "[]";
      }
    }
    return oid == 0 ? "-" : "???";
  }

  /** The number of a type of a name. */
  static Optional<Long> oid(String name) {
    String bare = name.toLowerCase(Locale.ROOT).replace("pg_catalog.", "").strip();
    return ALL.stream()
        .filter(each -> each.name().equals(bare) || each.title().equals(bare))
        .map(Known::oid)
        .findAny();
  }
}
