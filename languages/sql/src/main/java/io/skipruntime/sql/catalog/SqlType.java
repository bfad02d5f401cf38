package io.skipruntime.sql.catalog;

/**
 * A type of SQL, with the class of its values at run time. SQL's NULL is null in a row, and {@link
 * io.skipruntime.json.Json#NULL} in a row that is the value of a collection.
 */
public enum SqlType {
  /** 32 bits; a {@code Long} at run time. */
  INTEGER("integer", 23),
  /** 64 bits; a {@code Long}. */
  BIGINT("bigint", 20),
  /** Exact decimal numbers of any size; a {@code BigDecimal}. */
  NUMERIC("numeric", 1700),
  /** A {@code Double}. */
  DOUBLE("double precision", 701),
  /** A {@code Boolean}. */
  BOOLEAN("boolean", 16),
  /** Text; a {@code String}. */
  TEXT("text", 25),
  /** A {@code java.util.UUID}. */
  UUID("uuid", 2950),
  /** An instant; a {@code java.time.Instant}. */
  TIMESTAMPTZ("timestamp with time zone", 1184),
  /** A date and time of no zone; a {@code java.time.LocalDateTime}. */
  TIMESTAMP("timestamp without time zone", 1114),
  /** A date; a {@code java.time.LocalDate}. */
  DATE("date", 1082),
  /** A document; a {@code Json} other than null. */
  JSON("jsonb", 3802),
  /** A span of time; an {@link Interval}. */
  INTERVAL("interval", 1186),
  /** An array of {@link #INTEGER}; an immutable {@code List} with {@code Json.NULL} for NULL. */
  INTEGER_ARRAY("integer[]", 1007),
  /** An array of {@link #BIGINT}, likewise. */
  BIGINT_ARRAY("bigint[]", 1016),
  /** An array of {@link #NUMERIC}. */
  NUMERIC_ARRAY("numeric[]", 1231),
  /** An array of {@link #DOUBLE}. */
  DOUBLE_ARRAY("double precision[]", 1022),
  /** An array of {@link #BOOLEAN}. */
  BOOLEAN_ARRAY("boolean[]", 1000),
  /** An array of {@link #TEXT}. */
  TEXT_ARRAY("text[]", 1009),
  /** An array of {@link #UUID}. */
  UUID_ARRAY("uuid[]", 2951),
  /** An array of {@link #TIMESTAMPTZ}. */
  TIMESTAMPTZ_ARRAY("timestamp with time zone[]", 1185),
  /** An array of {@link #TIMESTAMP}. */
  TIMESTAMP_ARRAY("timestamp without time zone[]", 1115),
  /** An array of {@link #DATE}. */
  DATE_ARRAY("date[]", 1182),
  /** An array of {@link #JSON}. */
  JSON_ARRAY("jsonb[]", 3807),
  /** An array of {@link #INTERVAL}. */
  INTERVAL_ARRAY("interval[]", 1187),
  /** The type of a NULL of which nothing is known. */
  UNKNOWN("unknown", 25);

  /**
   * A value of {@link #INTERVAL}: months and days have no fixed length.
   *
   * @param months months, of 32 bits as in PostgreSQL
   * @param days days, likewise
   * @param micros microseconds
   */
  public record Interval(long months, long days, long micros) {

    /**
     * Checks the numbers.
     *
     * @throws SqlException if there are too many months or days
     */
    public Interval {
      if (months != (int) months || days != (int) days) {
        throw SqlException.of(SqlException.TIME_RANGE, "interval out of range");
      }
    }
  }

  private static final String ARRAY = "_ARRAY";

  private final String postgres;
  private final int oid;

  SqlType(String postgres, int oid) {
    this.postgres = postgres;
    this.oid = oid;
  }

  /** The name that PostgreSQL shows for it. */
  public String postgres() {
    return postgres;
  }

  /** The number that PostgreSQL has for it; for {@link #UNKNOWN} that of text. */
  public int oid() {
    return oid;
  }

  /** Whether the values are numbers. */
  public boolean isNumber() {
    return compareTo(DOUBLE) <= 0;
  }

  /** Whether the values are whole numbers of 32 or 64 bits. */
  public boolean isWhole() {
    return this == INTEGER || this == BIGINT;
  }

  /** Whether the values are times or dates. */
  public boolean isTime() {
    return this == TIMESTAMPTZ || this == TIMESTAMP || this == DATE;
  }

  /** Whether the values are arrays. */
  public boolean isArray() {
    return name().endsWith(ARRAY);
  }

  /** The type of the elements of an array type; {@link #UNKNOWN} of any other. */
  public SqlType element() {
    return isArray() ? valueOf(name().substring(0, name().length() - ARRAY.length())) : UNKNOWN;
  }

  /** The type of arrays of this type; {@link #TEXT_ARRAY} of {@link #UNKNOWN}. */
  public SqlType array() {
    return this == UNKNOWN ? TEXT_ARRAY : valueOf(name() + ARRAY);
  }
}
