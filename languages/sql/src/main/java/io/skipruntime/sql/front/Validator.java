package io.skipruntime.sql.front;

import java.util.IdentityHashMap;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

/**
 * The parser's validator, which remembers of each SELECT whether it aggregates. The parser asks for
 * each of the columns, and would look at all of them every time.
 */
final class Validator extends SqlValidatorImpl {

  private final IdentityHashMap<SqlSelect, Answer> answers = new IdentityHashMap<>();

  /** The answer whether a SELECT aggregates, and the parts that decide it: it may get others. */
  private record Answer(
      boolean isAggregate,
      @Nullable SqlNode columns,
      @Nullable SqlNode groups,
      @Nullable SqlNode having) {

    @SuppressWarnings("ReferenceEquality") // an equal part would be found by looking at all of it
    boolean isOf(SqlSelect select) {
      return columns == select.getSelectList()
          && groups == select.getGroup()
          && having == select.getHaving();
    }
  }

  Validator(
      SqlOperatorTable operators,
      SqlValidatorCatalogReader catalog,
      RelDataTypeFactory types,
      Config config) {
    super(operators, catalog, types, config);
  }

  @Override
  @SuppressWarnings("deprecation") // the parser calls it
  public boolean isAggregate(SqlSelect select) {
    Answer known = answers.get(select);
    if (known != null && known.isOf(select)) {
      return known.isAggregate;
    }
    boolean isAggregate = super.isAggregate(select);
    answers.put(
        select,
        new Answer(isAggregate, select.getSelectList(), select.getGroup(), select.getHaving()));
    return isAggregate;
  }
}
