package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.json.TableKey;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * The results of the aggregates that keep all arguments. Each argument is a list: its place in the
 * order, then the cells of the arguments.
 */
final class Collected {

  private Collected() {}

  private static Object cell(Object placed, int index) {
    return ((List<?>) placed).get(index);
  }

  private static Json json(Object cell) {
    return cell == Json.NULL ? Json.NULL : Casts.json(cell);
  }

  static String joined(List<Object> placed) {
    StringBuilder text = new StringBuilder();
    boolean isFirst = true;
    for (Object each : placed) {
      boolean hasSeparator = !isFirst && ((List<?>) each).size() > 2;
      text.append(hasSeparator ? Casts.text(cell(each, 2)) : "").append(Casts.text(cell(each, 1)));
      isFirst = false;
    }
    return text.toString();
  }

  static List<Object> array(List<Object> placed) {
    List<Object> array = new ArrayList<>();
    placed.forEach(each -> array.add(cell(each, 1)));
    return List.copyOf(array);
  }

  static Json members(List<Object> placed) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (Object each : placed) {
      if (cell(each, 1) == Json.NULL) {
        throw SqlException.of("22023", "field name must not be null");
      }
      members.put(Casts.text(cell(each, 1)), json(cell(each, 2)));
    }
    return Sizes.shallow(Json.object(members));
  }

  private static double fraction(List<Object> placed) {
    double fraction = Decimals.inexact(cell(placed.getFirst(), 1));
    if (fraction < 0 || fraction > 1) {
      throw SqlException.of(
          SqlException.OUT_OF_RANGE, "percentile value " + fraction + " is not between 0 and 1");
    }
    return fraction;
  }

  static Object discrete(List<Object> placed) {
    int number = (int) Math.ceil(fraction(placed) * placed.size());
    return cell(placed.get(Math.max(0, number - 1)), 2);
  }

  static Object between(List<Object> placed, SqlType type) {
    double place = fraction(placed) * (placed.size() - 1);
    Object below = cell(placed.get((int) Math.floor(place)), 2);
    Object above = cell(placed.get((int) Math.ceil(place)), 2);
    double part = place - Math.floor(place);
    if (type == SqlType.INTERVAL) {
      SqlType.Interval low = (SqlType.Interval) below;
      SqlType.Interval span = Intervals.plus((SqlType.Interval) above, Intervals.negated(low));
      return Intervals.plus(low, Intervals.times(span, Decimals.of(part)));
    }
    double low = Decimals.inexact(below);
    return Decimals.finite(low + part * (Decimals.inexact(above) - low));
  }

  static Object mode(List<Object> placed) {
    Map<TableKey, Long> counts = new LinkedHashMap<>();
    Map<TableKey, Object> values = new LinkedHashMap<>();
    for (Object each : placed) {
      TableKey key = TableKey.normal(Cells.alike(cell(each, 1)));
      counts.merge(key, 1L, Long::sum);
      values.putIfAbsent(key, cell(each, 1));
    }
    Object best = Json.NULL;
    long most = 0;
    for (Map.Entry<TableKey, Long> each : counts.entrySet()) {
      if (each.getValue() > most) {
        most = each.getValue();
        best = Expression.stored(values.get(each.getKey()));
      }
    }
    return best;
  }

  /** The document that is the array of the values. */
  static Json documents(List<Object> placed) {
    return Sizes.shallow(Json.array(placed.stream().map(each -> json(cell(each, 1))).toList()));
  }

  static Long bits(List<Object> numbers, long initial, LongBinaryOperator operator) {
    long bits = initial;
    for (Object each : numbers) {
      bits = operator.applyAsLong(bits, (Long) each);
    }
    return bits;
  }
}
