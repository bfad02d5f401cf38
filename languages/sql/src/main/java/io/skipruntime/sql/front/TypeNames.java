package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.jdbc.CalciteSchema;

/** The names that PostgreSQL has for types and the parser has not. */
final class TypeNames {

  private static final Map<String, SqlType> NAMES =
      Map.ofEntries(
          Map.entry("text", SqlType.TEXT),
          Map.entry("name", SqlType.TEXT),
          Map.entry("oid", SqlType.BIGINT),
          Map.entry("int2", SqlType.INTEGER),
          Map.entry("int4", SqlType.INTEGER),
          Map.entry("int8", SqlType.BIGINT),
          Map.entry("float4", SqlType.DOUBLE),
          Map.entry("float8", SqlType.DOUBLE),
          Map.entry("bool", SqlType.BOOLEAN),
          Map.entry("timestamptz", SqlType.TIMESTAMPTZ),
          Map.entry("json", SqlType.JSON),
          Map.entry("jsonb", SqlType.JSON));

  private TypeNames() {}

  /** The names. */
  static Stream<String> names() {
    return NAMES.keySet().stream();
  }

  static void addTo(CalciteSchema root) {
    NAMES.forEach((name, type) -> {
      root.add(name, types -> Types.of(type, true, types));
      root.add(name.toUpperCase(Locale.ROOT), types -> Types.of(type, true, types));
    });
  }
}
