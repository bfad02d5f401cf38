package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.jdbc.CalciteSchema;

/** The names that PostgreSQL has for types and the parser has not. */
final class TypeNames {

  private static final Map<String, SqlType> NAMES =
      Map.of(
          "text", SqlType.TEXT,
          "int2", SqlType.INTEGER,
          "int4", SqlType.INTEGER,
          "int8", SqlType.BIGINT,
          "float8", SqlType.DOUBLE,
          "bool", SqlType.BOOLEAN,
          "timestamptz", SqlType.TIMESTAMPTZ,
          "json", SqlType.JSON,
          "jsonb", SqlType.JSON);

  private TypeNames() {}

  static void addTo(CalciteSchema root) {
    NAMES.forEach((name, type) -> {
      root.add(name, types -> Types.of(type, true, types));
      root.add(name.toUpperCase(Locale.ROOT), types -> Types.of(type, true, types));
    });
  }
}
