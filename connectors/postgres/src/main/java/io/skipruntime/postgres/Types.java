package io.skipruntime.postgres;

import io.skipruntime.postgres.ColumnType.Composite.Attribute;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The types of a database by their numbers, asked of the catalog when they are first met. For one
 * thread.
 */
final class Types {

  private static final Map<Integer, ColumnType> BUILT_IN =
      Map.ofEntries(
          Map.entry(16, ColumnType.Scalar.BOOLEAN),
          Map.entry(17, ColumnType.Scalar.BYTES),
          Map.entry(20, ColumnType.Scalar.WHOLE),
          Map.entry(21, ColumnType.Scalar.WHOLE),
          Map.entry(23, ColumnType.Scalar.WHOLE),
          Map.entry(26, ColumnType.Scalar.WHOLE),
          Map.entry(25, ColumnType.Scalar.TEXT),
          Map.entry(114, ColumnType.Scalar.JSON),
          Map.entry(700, ColumnType.Scalar.NUMBER),
          Map.entry(701, ColumnType.Scalar.NUMBER),
          Map.entry(1042, ColumnType.Scalar.TEXT),
          Map.entry(1043, ColumnType.Scalar.TEXT),
          Map.entry(1082, ColumnType.Scalar.DATE),
          Map.entry(1114, ColumnType.Scalar.DATE),
          Map.entry(1184, ColumnType.Scalar.MOMENT),
          Map.entry(1700, ColumnType.Scalar.NUMBER),
          Map.entry(2950, ColumnType.Scalar.TEXT),
          Map.entry(3802, ColumnType.Scalar.JSON));

  /** The last number that PostgreSQL gives to types of its own. */
  static final int LAST_BUILT_IN = 16_383;

  private static final String DESCRIPTION =
      """
      SELECT t.typtype, t.typelem::int8, t.typbasetype::int8, t.typrelid::int8,
             t.typoutput = 'array_out'::regproc, coalesce(e.typdelim, ','),
             coalesce(r.rngsubtype, m.rngsubtype)::int8
      FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem
           LEFT JOIN pg_range r ON r.rngtypid = t.oid
           LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
      WHERE t.oid = ?
      """;

  private static final String ATTRIBUTES =
      """
      SELECT attname, atttypid::int8 FROM pg_attribute
      WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum
      """;

  private record Description(
      String kind,
      int element,
      int base,
      int relation,
      boolean isArray,
      char delimiter,
      int bound) {}

  private final Connection catalog;
  private final Map<Integer, ColumnType> known = new HashMap<>(BUILT_IN);

  /** The types of the database of an ordinary connection. */
  Types(Connection catalog) {
    this.catalog = catalog;
  }

  /** Forgets the types that may be altered. */
  void forgetAlterable() {
    known.keySet().removeIf(each -> Integer.compareUnsigned(each, LAST_BUILT_IN) > 0);
  }

  /** The type of a number. */
  ColumnType of(int oid) throws SQLException {
    ColumnType type = known.get(oid);
    if (type == null) {
      type = ask(oid);
      known.put(oid, type);
    }
    return type;
  }

  private ColumnType ask(int oid) throws SQLException {
    Description description = describe(oid);
    if (description == null) {
      return ColumnType.Scalar.TEXT;
    }
    if (description.isArray()) {
      return new ColumnType.Array(of(description.element()), description.delimiter());
    }
    return switch (description.kind()) {
      case "d" -> of(description.base());
      case "c" -> new ColumnType.Composite(attributes(description.relation()));
      case "r" -> new ColumnType.Range(of(description.bound()));
      case "m" -> new ColumnType.MultiRange(of(description.bound()));
      default -> ColumnType.Scalar.TEXT;
    };
  }

  private @Nullable Description describe(int oid) throws SQLException {
    try (PreparedStatement statement = catalog.prepareStatement(DESCRIPTION)) {
      statement.setLong(1, Integer.toUnsignedLong(oid));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return new Description(
            Objects.requireNonNull(row.getString(1)),
            (int) row.getLong(2),
            (int) row.getLong(3),
            (int) row.getLong(4),
            row.getBoolean(5),
            Objects.requireNonNull(row.getString(6)).charAt(0),
            (int) row.getLong(7));
      }
    }
  }

  private List<Attribute> attributes(int relation) throws SQLException {
    record Part(String name, int type) {}
    List<Part> parts = new ArrayList<>();
    try (PreparedStatement statement = catalog.prepareStatement(ATTRIBUTES)) {
      statement.setLong(1, Integer.toUnsignedLong(relation));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          parts.add(new Part(Objects.requireNonNull(row.getString(1)), (int) row.getLong(2)));
        }
      }
    }
    List<Attribute> attributes = new ArrayList<>();
    for (Part part : parts) {
      attributes.add(new Attribute(part.name(), of(part.type())));
    }
    return attributes;
  }
}
