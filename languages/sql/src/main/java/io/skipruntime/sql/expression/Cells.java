package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of a row: an array with null for NULL, which expressions read, and an immutable
 * list with {@link Json#NULL}, which collections hold.
 */
public final class Cells {

  private Cells() {}

  /** A row as expressions read it. */
  public static @Nullable Object[] array(List<?> row) {
    @Nullable Object[] cells = new Object[row.size()];
    for (int i = 0; i < cells.length; i++) {
      Object cell = row.get(i);
      cells[i] = cell == Json.NULL ? null : cell;
    }
    return cells;
  }

  /** A row as collections hold it. */
  public static List<Object> list(@Nullable Object[] row) {
    Object[] cells = new Object[row.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Expression.stored(row[i]);
    }
    return List.of(cells);
  }

  /** Some cells of a row as a key, by which equal ones are found. */
  public static List<Object> key(@Nullable Object[] row, List<Integer> cells) {
    List<Object> key = new ArrayList<>(cells.size());
    for (int cell : cells) {
      key.add(alike(Expression.stored(row[cell])));
    }
    return List.copyOf(key);
  }

  /** A value in the form that equal values of all types of exact numbers have. */
  public static Object alike(Object value) {
    if (value instanceof BigDecimal number) {
      BigDecimal stripped = number.stripTrailingZeros();
      return stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 18
          ? (Object) stripped.longValueExact()
          : stripped;
    }
    if (value instanceof List<?> array) {
      return array.stream().map(Cells::alike).toList();
    }
    return value;
  }

  /** A cell as JSON, as a result shows it. */
  public static Json json(@Nullable Object cell) {
    return cell == null ? Json.NULL : Sizes.shallow(Casts.json(cell));
  }
}
