package io.skipruntime.sql.catalog;

import java.time.Instant;

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
  /** A date and time of no zone; a {@link Moment}. */
  TIMESTAMP("timestamp without time zone", 1114),
  /** A date; a {@link Day}. */
  DATE("date", 1082),
  /** A document; a {@code Json} other than null. */
  JSON("jsonb", 3802),
  /** A number of months; a {@code Long}. Only within expressions. */
  MONTHS("interval", 1186),
  /** A number of milliseconds; a {@code Long}. Only within expressions. */
  MILLIS("interval", 1186),
  /** The type of a NULL of which nothing is known. */
  UNKNOWN("unknown", 25);

  /**
   * A value of {@link #DATE}.
   *
   * @param number days since 1970-01-01
   */
  public record Day(long number) {}

  /**
   * A value of {@link #TIMESTAMP}.
   *
   * @param utc the instant that it is in UTC
   */
  public record Moment(Instant utc) {}

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
}
