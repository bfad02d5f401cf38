package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one side of a join as what is wanted of the other side. Immutable.
 *
 * @param join the join
 */
public record JoinLookup(Plan.Join join) {

  /** Whether a table of the right side is read by key if the rows of the left side are known. */
  public boolean findsRight(Wanted right) {
    return !KeyPath.isWithin(join.right(), right)
        && KeyPath.isWithin(join.right(), rightOf(right, List.of()));
  }

  /** Whether a table of the left side is read by key if the rows of the right side are known. */
  public boolean findsLeft(Wanted left) {
    return !KeyPath.isWithin(join.left(), left)
        && KeyPath.isWithin(join.left(), leftOf(left, List.of()));
  }

  /** What is wanted of the right side by rows of the left side. */
  public Wanted rightOf(Wanted right, List<@Nullable Object[]> rows) {
    Wanted all = right;
    for (Plan.Equality key : join.keys()) {
      if (isUsable(key)) {
        all = all.and(key.right(), oneOf(join.left(), key.left(), rows));
      }
    }
    return all;
  }

  /** What is wanted of the left side by rows of the right side. */
  public Wanted leftOf(Wanted left, List<@Nullable Object[]> rows) {
    Wanted all = left;
    for (Plan.Equality key : join.keys()) {
      if (isUsable(key)) {
        all = all.and(key.left(), oneOf(join.right(), key.right(), rows));
      }
    }
    return all;
  }

  private boolean isUsable(Plan.Equality key) {
    return !key.matchesNull()
        && Wanted.areAlike(
            join.left().types().get(key.left()), join.right().types().get(key.right()));
  }

  private static Wanted.Condition oneOf(Plan side, int cell, List<@Nullable Object[]> rows) {
    SqlType type = side.types().get(cell);
    Set<Expression> values = new LinkedHashSet<>();
    for (@Nullable Object[] row : rows) {
      if (row[cell] != null) {
        values.add(Expression.constant(row[cell], type));
      }
    }
    return new Wanted.Condition.OneOf(List.copyOf(values));
  }
}
