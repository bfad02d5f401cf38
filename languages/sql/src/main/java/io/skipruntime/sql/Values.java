package io.skipruntime.sql;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Casts;

/** Values of queries as text, for programs that show them. */
public final class Values {

  private Values() {}

  /**
   * A value as PostgreSQL shows it.
   *
   * @param value a value of one of the classes that {@link SqlType} says
   */
  public static String text(Object value) {
    return Casts.text(value);
  }
}
