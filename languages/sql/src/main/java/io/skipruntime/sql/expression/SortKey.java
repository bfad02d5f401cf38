package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cell by which rows are sorted.
 *
 * <p>A row's position is a list of values whose canonical order is the order of the rows, whatever
 * the directions: before each value stands 0 or 1 for where NULL is; a number that descends has the
 * other sign, a time is its seconds and nanoseconds, a date its days since 1970, a boolean is
 * turned, and a text that descends is the list of its negated code points with a 0 at the end.
 *
 * @param cell index of the cell
 * @param isDescending whether the greatest value is first
 * @param isNullFirst whether NULL is before all values
 */
public record SortKey(int cell, boolean isDescending, boolean isNullFirst) {

  /** The position of a row. */
  public static List<Object> position(List<SortKey> keys, @Nullable Object[] row) {
    List<Object> position = new ArrayList<>();
    for (SortKey key : keys) {
      Object value = row[key.cell];
      position.add(value == null ? (key.isNullFirst ? 0L : 2L) : 1L);
      if (value != null) {
        position.add(key.isDescending ? descending(value) : ascending(value));
      }
    }
    return List.copyOf(position);
  }

  private static Object ascending(Object value) {
    return switch (value) {
      case Instant instant -> parts(instant, 1);
      case LocalDateTime time -> parts(Times.instant(time), 1);
      case LocalDate date -> date.toEpochDay();
      case BigDecimal number -> number.stripTrailingZeros();
      case SqlType.Interval interval -> new BigDecimal(Intervals.total(interval));
      default -> value;
    };
  }

  private static Object descending(Object value) {
    return switch (value) {
      case Long number -> number == Long.MIN_VALUE ? new BigDecimal(number).negate() : -number;
      case Double number -> 0.0 - number;
      case BigDecimal number -> number.negate().stripTrailingZeros();
      case Boolean truth -> !truth;
      case Instant instant -> parts(instant, -1);
      case LocalDateTime time -> parts(Times.instant(time), -1);
      case LocalDate date -> -date.toEpochDay();
      case SqlType.Interval interval -> new BigDecimal(Intervals.total(interval).negate());
      case String text -> inverted(text);
      case UUID uuid -> inverted(uuid.toString());
      default -> inverted(Json.from(value).toString());
    };
  }

  private static List<Long> parts(Instant instant, int sign) {
    long nanos = instant.getNano();
    return List.of(sign * instant.getEpochSecond(), sign * nanos);
  }

  private static List<Long> inverted(String text) {
    List<Long> points = new ArrayList<>();
    text.codePoints().forEach(point -> points.add(-(point + 1L)));
    points.add(0L);
    return List.copyOf(points);
  }
}
