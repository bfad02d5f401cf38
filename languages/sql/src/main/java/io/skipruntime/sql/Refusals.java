package io.skipruntime.sql;

import io.skipruntime.engine.QueryRefusedException;
import io.skipruntime.sql.catalog.SqlException;

/** Refusals of queries, as those who do not know SQL take them. */
final class Refusals {

  private Refusals() {}

  /** The refusal for a failure of SQL, with its place and state. */
  static QueryRefusedException of(SqlException failure) {
    QueryRefusedException refusal =
        new QueryRefusedException(
            String.valueOf(failure.getMessage()),
            failure.state(),
            failure.line(),
            failure.column());
    refusal.initCause(failure);
    return refusal;
  }
}
