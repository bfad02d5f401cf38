package io.skipruntime.sql.catalog;

import java.time.Instant;

/**
 * A type of SQL, with the class of its values at run time. SQL's NULL is null in a row, and {@link
 * io.skipruntime.json.Json#NULL} in a row that is the value of a collection.
 */
public enum SqlType {
  /** 32 bits; a {@code Long} at run time. */
  INTEGER("integer"),
  /** 64 bits; a {@code Long}. */
  BIGINT("bigint"),
  /** Exact decimal numbers of any size; a {@code BigDecimal}. */
  NUMERIC("numeric"),
  /** A {@code Double}. */
  DOUBLE("double precision"),
  /** A {@code Boolean}. */
  BOOLEAN("boolean"),
  /** Text; a {@code String}. */
  TEXT("text"),
  /** A {@code java.util.UUID}. */
  UUID("uuid"),
  /** An instant; a {@code java.time.Instant}. */
  TIMESTAMPTZ("timestamp with time zone"),
  /** A date and time of no zone; a {@link Moment}. */
  TIMESTAMP("timestamp without time zone"),
  /** A date; a {@link Day}. */
  DATE("date"),
  /** A document; a {@code Json} other than null. */
  JSON("jsonb"),
  /** A number of months; a {@code Long}. Only within expressions. */
  MONTHS("interval"),
  /** A number of milliseconds; a {@code Long}. Only within expressions. */
  MILLIS("interval"),
  /** The type of a NULL of which nothing is known. */
  UNKNOWN("unknown");

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

  SqlType(String postgres) {
    this.postgres = postgres;
  }

  /** The name that PostgreSQL shows for it. */
  public String postgres() {
    return postgres;
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
