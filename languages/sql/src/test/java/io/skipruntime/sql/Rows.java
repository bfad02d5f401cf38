package io.skipruntime.sql;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonBoolean;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows as texts that can be compared: numbers with twelve digits, since PostgreSQL sums doubles in
 * an order of its own.
 */
final class Rows {

  private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

  private Rows() {}

  /** The rows of PostgreSQL in an order that depends on them alone. */
  static List<String> sorted(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(Rows::text).toList().toString())
        .sorted()
        .toList();
  }

  /** The rows of PostgreSQL as they come. */
  static List<String> inOrder(List<List<@Nullable Object>> rows) {
    return rows.stream().map(row -> row.stream().map(Rows::text).toList().toString()).toList();
  }

  /** The rows of an ad hoc query as they come. */
  static List<String> of(SnapshotQuery.Result result) {
    return result.rows().stream()
        .map(row -> row.stream().map(Rows::text).toList().toString())
        .toList();
  }

  /** A row of a live query. */
  static String of(Json row, List<String> columns) {
    JsonObject object = (JsonObject) row;
    return columns.stream().map(column -> text(object.members().get(column))).toList().toString();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case JsonNull none -> "NULL";
      case JsonNumber number -> number(number.asDecimal());
      case JsonArray array -> array.elements().stream().map(Rows::text).toList().toString();
      case JsonObject object -> {
        Map<String, String> members = new TreeMap<>();
        object.members().forEach((name, member) -> members.put(name, text(member)));
        yield members.toString();
      }
      case List<?> list -> list.stream().map(Rows::text).toList().toString();
      case JsonString text -> text.value();
      case JsonBoolean truth -> String.valueOf(truth.value());
      case BigDecimal number -> number(number);
      case Double number -> number(new BigDecimal(number));
      case Number number -> number(BigDecimal.valueOf(number.longValue()));
      case Timestamp time -> text(Json.from(time.toInstant()));
      default -> value.toString();
    };
  }

  private static String number(BigDecimal number) {
    BigDecimal rounded = number.round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
