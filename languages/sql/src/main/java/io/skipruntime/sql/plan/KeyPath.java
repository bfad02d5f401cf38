package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The knowledge of the keys of the wanted rows of a table, by which few of its entries have to be
 * read. Immutable.
 *
 * @param equal for each of the first columns of the key, what it is equal to
 * @param range what the next column is compared with; empty if the whole key is known
 */
public record KeyPath(List<Wanted.Condition> equal, List<Wanted.Condition> range) {

  /** Copies the lists. */
  public KeyPath {
    equal = List.copyOf(equal);
    range = List.copyOf(range);
  }

  /** The way to the wanted rows of a table; empty if all entries have to be read. */
  public static Optional<KeyPath> of(Table table, Wanted wanted) {
    if (!table.keyForm().isKnown()) {
      return Optional.empty();
    }
    int columns = table.keys().readers().size();
    List<Wanted.Condition> equal = new ArrayList<>();
    while (equal.size() < columns) {
      Optional<Wanted.Condition> known =
          wanted.of(equal.size()).stream().filter(Wanted.Condition::isEquality).findFirst();
      if (known.isEmpty()) {
        break;
      }
      equal.add(known.get());
    }
    if (equal.size() == columns) {
      return Optional.of(new KeyPath(equal, List.of()));
    }
    List<Wanted.Condition> range = wanted.of(equal.size());
    boolean isNothing = equal.isEmpty() && range.isEmpty();
    return isNothing || !table.keyForm().isInOrderOfCells()
        ? Optional.empty()
        : Optional.of(new KeyPath(equal, range));
  }

  /** Whether the rows that a plan asks tables for, or some of them, are found by such a way. */
  public static boolean isWithin(Plan plan, Wanted wanted) {
    return switch (plan) {
      case Plan.Scan scan -> of(scan.table(), wanted).isPresent();
      case Plan.Guarded guarded -> isWithin(guarded.input(), wanted);
      default ->
          Stream.iterate(0, index -> index + 1)
              .limit(plan.inputs().size())
              .anyMatch(index -> isWithin(plan.inputs().get(index), wanted.below(plan, index)));
    };
  }

  /** Whether each column of the key of a table has single values. */
  public boolean isWhole(Table table) {
    return equal.size() == table.keys().readers().size();
  }
}
