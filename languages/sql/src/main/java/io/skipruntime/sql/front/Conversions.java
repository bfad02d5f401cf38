package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;

/**
 * The conversions between types that PostgreSQL has: those that a query need not write, and casts.
 */
final class Conversions {

  private Conversions() {}

  /**
   * Whether a value is taken as one of another type though no cast is written. Beyond PostgreSQL, a
   * text is taken as a UUID, a number as one of a narrower type, and an array as its elements are.
   */
  static boolean isImplicit(SqlType from, SqlType to) {
    return switch (from) {
      case TEXT -> to == SqlType.TEXT || to == SqlType.UUID;
      case DATE -> to == from || to == SqlType.TIMESTAMP || to == SqlType.TIMESTAMPTZ;
      case TIMESTAMP -> to == from || to == SqlType.TIMESTAMPTZ;
      default ->
          from == to
              || (from.isNumber() && to.isNumber())
              || (from.isArray() && to.isArray() && isImplicit(from.element(), to.element()));
    };
  }

  /**
   * Whether a value of one of two types is taken as one of the other, though no cast is written.
   */
  static boolean areAlike(SqlType one, SqlType other) {
    return isImplicit(one, other) || isImplicit(other, one);
  }

  /** Whether a value can be cast to another type. */
  static boolean isCast(SqlType from, SqlType to) {
    if (from == to || from == SqlType.TEXT || to == SqlType.TEXT) {
      return true;
    }
    if (from.isArray() || to.isArray()) {
      return from.isArray() && to.isArray() && isCast(from.element(), to.element());
    }
    return switch (from) {
      case UNKNOWN -> true;
      case INTEGER -> to.isNumber() || to == SqlType.BOOLEAN;
      case BIGINT, NUMERIC, DOUBLE -> to.isNumber();
      case BOOLEAN -> to == SqlType.INTEGER;
      case JSON -> to.isNumber() || to == SqlType.BOOLEAN;
      case DATE, TIMESTAMP, TIMESTAMPTZ -> to.isTime();
      default -> false;
    };
  }
}
