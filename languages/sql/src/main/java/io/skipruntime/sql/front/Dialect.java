package io.skipruntime.sql.front;

import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * The dialect: what PostgreSQL accepts. Columns that are neither grouped nor aggregated are
 * refused, and the alias of a column is no name in the rest of SELECT and in WHERE.
 */
final class Dialect extends SqlDelegatingConformance {

  Dialect() {
    super(SqlConformanceEnum.LENIENT);
  }

  @Override
  public boolean allowLenientCoercion() {
    return true; // a boolean is cast to a number
  }

  @Override
  public SelectAliasLookup isSelectAlias() {
    return SelectAliasLookup.UNSUPPORTED;
  }

  @Override
  public boolean isNonStrictGroupBy() {
    return false;
  }

  @Override
  public boolean isHavingAlias() {
    return false;
  }

  @Override
  public boolean isLimitStartCountAllowed() {
    return false;
  }

  @Override
  public boolean isApplyAllowed() {
    return false;
  }

  @Override
  public boolean allowNiladicParentheses() {
    return true;
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  @Override
  public SqlLibrary semantics() {
    return SqlLibrary.POSTGRESQL;
  }
}
