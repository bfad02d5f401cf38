package io.skipruntime.sql.live;

import io.skipruntime.EagerCollection;
import io.skipruntime.Range;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.KeyForm;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.plan.KeyPath;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The entries of single keys of a table, in place of all: an instance that is about few keys is
 * built by looking them up, and changes of other keys cost it nothing.
 */
public final class KeySlices {

  private static final Set<Class<?>> SLICED =
      Set.of(String.class, Long.class, long.class, UUID.class, Json.class);

  private KeySlices() {}

  /**
   * The constants and parameters that the keys of the wanted rows are, if a plan is a chain of
   * filters and projections over a table and asks for rows of single keys only.
   */
  public static Optional<List<Expression>> of(Plan plan) {
    Wanted wanted = Wanted.ALL;
    Plan at = plan;
    while (at instanceof Plan.Filter || at instanceof Plan.Project) {
      if (at instanceof Plan.Filter filter && TimedFilters.isTimed(filter)) {
        return Optional.empty();
      }
      wanted = wanted.below(at, 0);
      at = at.inputs().getFirst();
    }
    return at instanceof Plan.Scan scan ? values(scan.table(), wanted) : Optional.empty();
  }

  private static Optional<List<Expression>> values(Table table, Wanted wanted) {
    return table.keyForm() instanceof KeyForm.Whole whole && SLICED.contains(whole.type())
        ? KeyPath.of(table, wanted)
            .filter(path -> path.isWhole(table))
            .map(path -> path.equal().getFirst())
            .flatMap(known ->
                known instanceof Wanted.Condition.OneOf one
                    ? Optional.of(one.values())
                    : Optional.empty())
        : Optional.empty();
  }

  /**
   * The entries of a table that a plan above it asks for; empty if it asks for those of all keys.
   *
   * @param wanted what the plan wants of the rows; without parameters
   */
  static Optional<EagerCollection<Object, Object>> of(
      EagerCollection<Object, Object> collection, Table table, Wanted wanted) {
    Optional<List<Expression>> values = values(table, wanted);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          collection.slices(
              values.get().stream()
                  .map(value -> value.evaluate(new Object[0]))
                  .flatMap(value -> key(value).stream())
                  .map(key -> new Range<>(key, key))
                  .toList()));
    } catch (SqlException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> key(@Nullable Object value) {
    return Optional.ofNullable(value).map(Cells::alike);
  }
}
