package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Distance;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.expression.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition in their order, for the functions whose results depend on a {@link Frame}
 * or on the number of rows. Used by one thread.
 */
public final class FramedRows {

  private final List<@Nullable Object[]> rows;
  private final List<SortKey> order;
  private final Runnable look;
  private final int[] firstEqual;
  private final int[] lastEqual;

  /**
   * The rows of a partition.
   *
   * @param rows in their order
   * @param order the cells by which they are in order
   * @param look runs for each row that is looked at for another one, and for each result of an
   *     aggregate; it may end all of it by a failure
   */
  public FramedRows(List<@Nullable Object[]> rows, List<SortKey> order, Runnable look) {
    this.look = look;
    this.rows = rows;
    this.order = order;
    this.firstEqual = new int[rows.size()];
    this.lastEqual = new int[rows.size()];
    List<List<Object>> places = new ArrayList<>();
    rows.forEach(row -> places.add(SortKey.position(order, row)));
    for (int i = 0; i < rows.size(); i++) {
      boolean isEqual = i > 0 && places.get(i).equals(places.get(i - 1));
      firstEqual[i] = isEqual ? firstEqual[i - 1] : i;
    }
    for (int i = rows.size() - 1; i >= 0; i--) {
      boolean isEqual = i + 1 < rows.size() && firstEqual[i + 1] == firstEqual[i];
      lastEqual[i] = isEqual ? lastEqual[i + 1] : i;
    }
  }

  /** The results of a function, one for each row. */
  public List<@Nullable Object> results(WindowCall.Framed function) {
    return switch (function.kind()) {
      case AGGREGATE -> aggregates(function);
      case FIRST, LAST, NTH -> cells(function);
      case PARTS -> parts(function);
      case PERCENT_RANK, CUMULATIVE -> shares(function);
    };
  }

  private List<@Nullable Object> parts(WindowCall.Framed function) {
    List<@Nullable Object> parts = new ArrayList<>();
    Object given = rows.isEmpty() ? null : rows.getFirst()[function.cell()];
    for (int i = 0; i < rows.size(); i++) {
      if (given == null) {
        parts.add(null);
        continue;
      }
      long count = ((Number) given).longValue();
      if (count < 1) {
        throw SqlException.of("22014", "argument of ntile must be greater than zero");
      }
      long size = rows.size() / count;
      long larger = rows.size() % count;
      long rest = i - larger * (size + 1);
      parts.add(rest < 0 ? i / (size + 1) + 1 : larger + rest / size + 1);
    }
    return parts;
  }

  private List<@Nullable Object> shares(WindowCall.Framed function) {
    List<@Nullable Object> shares = new ArrayList<>();
    int count = rows.size();
    for (int i = 0; i < count; i++) {
      boolean isRank = function.kind() == WindowCall.FramedKind.PERCENT_RANK;
      double rank = count == 1 ? 0 : firstEqual[i] / (count - 1.0);
      shares.add(isRank ? rank : (lastEqual[i] + 1.0) / count);
    }
    return shares;
  }

  private List<@Nullable Object> cells(WindowCall.Framed function) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int from = from(function.frame(), i);
      int to = to(function.frame(), i);
      int at =
          switch (function.kind()) {
            case FIRST -> from;
            case LAST -> to;
            default -> from + nth(rows.get(i)[function.other()]);
          };
      cells.add(at < from || at > to ? null : rows.get(at)[function.cell()]);
    }
    return cells;
  }

  private static int nth(@Nullable Object number) {
    if (number == null) {
      return Integer.MIN_VALUE / 2;
    }
    long nth = ((Number) number).longValue();
    if (nth < 1) {
      throw SqlException.of("22016", "argument of nth_value must be greater than zero");
    }
    return (int) Math.min(Integer.MAX_VALUE / 2, nth - 1);
  }

  private List<@Nullable Object> aggregates(WindowCall.Framed function) {
    Grouped calls = new Grouped(List.of(function.aggregation().orElseThrow()));
    List<@Nullable Object> results = new ArrayList<>();
    List<Object> accumulated = calls.initial();
    int start = 0;
    int end = -1;
    for (int i = 0; i < rows.size(); i++) {
      int from = from(function.frame(), i);
      int to = to(function.frame(), i);
      if (from > end) {
        accumulated = calls.initial();
        start = from;
        end = from - 1;
      }
      while (end < to) {
        end++;
        accumulated = calls.add(accumulated, calls.arguments(rows.get(end)));
      }
      while (start < from) {
        accumulated = calls.remove(accumulated, calls.arguments(rows.get(start)));
        start++;
      }
      look.run();
      List<Object> result = calls.result(from > to ? calls.initial() : accumulated);
      results.add(Cells.array(result)[0]);
    }
    return results;
  }

  private int from(Frame frame, int row) {
    return Math.max(0, Math.min(rows.size(), place(frame, frame.from(), row, true)));
  }

  private int to(Frame frame, int row) {
    return Math.max(-1, Math.min(rows.size() - 1, place(frame, frame.to(), row, false)));
  }

  private int place(Frame frame, Frame.Bound bound, int row, boolean isFirst) {
    return switch (bound.direction()) {
      case START -> 0;
      case END -> rows.size() - 1;
      case CURRENT -> frame.isRows() ? row : isFirst ? firstEqual[row] : lastEqual[row];
      default -> {
        boolean isAfter = bound.direction() == Frame.Direction.AFTER;
        Object offset = rows.get(row)[bound.offset()];
        if (offset == null) {
          throw SqlException.of("22013", "frame offset must not be null");
        }
        yield frame.isRows() ? counted(row, offset, isAfter) : near(row, offset, isAfter, isFirst);
      }
    };
  }

  private static int counted(int row, Object offset, boolean isAfter) {
    long rowCount = ((Number) offset).longValue();
    if (rowCount < 0) {
      throw SqlException.of("22013", "frame offset must not be negative");
    }
    int few = (int) Math.min(Integer.MAX_VALUE / 2, rowCount);
    return isAfter ? row + few : row - few;
  }

  /** The first, or last, row whose value is at most so far from that of a row. */
  private int near(int row, Object offset, boolean isAfter, boolean isFirst) {
    SortKey key = order.getFirst();
    Object own = rows.get(row)[key.cell()];
    if (own == null) {
      return isFirst ? firstEqual[row] : lastEqual[row];
    }
    Object limit = Distance.from(own, offset, isAfter != key.isDescending());
    int at = isFirst ? 0 : rows.size() - 1;
    while (at >= 0 && at < rows.size() && !isWithin(at, limit, isFirst)) {
      look.run();
      at += isFirst ? 1 : -1;
    }
    return at;
  }

  private boolean isWithin(int at, Object limit, boolean isFirst) {
    SortKey key = order.getFirst();
    Object value = rows.get(at)[key.cell()];
    if (value == null) {
      return false;
    }
    int compared = Distance.compare(Objects.requireNonNull(value), limit);
    boolean isGreater = isFirst != key.isDescending();
    return isGreater ? compared >= 0 : compared <= 0;
  }
}
