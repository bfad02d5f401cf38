package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Operators, functions and casts over operands of each type: taken where PostgreSQL takes them. */
class OperandTypesTest {

  private static final List<String> OPERANDS =
      List.of(
          "c.name",
          "c.active",
          "o.total",
          "o.pieces",
          "o.weight",
          "o.placed",
          "o.customer",
          "e.payload",
          "DATE '2024-01-01'",
          "INTERVAL '1 day'",
          "ARRAY[1,2]");

  /** What is made of two operands. */
  private static final List<String> OF_TWO =
      List.of(
          "%s + %s",
          "%s - %s",
          "%s * %s",
          "%s / %s",
          "%s || %s",
          "%s = %s",
          "%s < %s",
          "%s AND %s",
          "%s ~ %s",
          "%s LIKE %s",
          "%s IS DISTINCT FROM %s",
          "%s IN (%s)",
          "%s BETWEEN %2$s AND %2$s",
          "coalesce(%s, %s)",
          "CASE WHEN c.active THEN %s ELSE %s END",
          "%s -> %s",
          "%s @> %s");

  /** What is made of one. */
  private static final List<String> OF_ONE =
      List.of(
          "-%s",
          "NOT %s",
          "%s IS TRUE",
          "abs(%s)",
          "round(%s)",
          "sqrt(%s)",
          "exp(%s)",
          "sign(%s)",
          "ceil(%s)",
          "power(%s, 2)",
          "upper(%s)",
          "lower(%s)",
          "initcap(%s)",
          "length(%s)",
          "substring(%s from 1)",
          "trim(%s)",
          "replace(%s, 'a', 'b')",
          "left(%s, 1)",
          "lpad(%s, 3)",
          "position('a' in %s)",
          "%s SIMILAR TO 'a'",
          "%s ILIKE 'a'",
          "extract(year from %s)",
          "%s AT TIME ZONE 'UTC'",
          "cardinality(%s)",
          "array_length(%s, 1)",
          "jsonb_typeof(%s)",
          "jsonb_array_length(%s)",
          "to_timestamp(%s)",
          "CASE WHEN %s THEN 1 END",
          "concat(%s, 1)",
          "sum(%s)",
          "avg(%s)",
          "stddev(%s)",
          "bool_and(%s)",
          "bit_and(%s)",
          "string_agg(%s, ',')",
          "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)",
          "count(*) FILTER (WHERE %s)",
          "%s = ANY(ARRAY[3])",
          "%s::int",
          "%s::text",
          "%s::boolean",
          "%s::timestamptz",
          "%s::date",
          "%s::interval",
          "%s::jsonb",
          "%s::numeric",
          "%s::float8");

  /** What differs on purpose, or is refused where PostgreSQL takes it; docs/sql.md has the list. */
  private static final Pattern DIFFERENT =
      Pattern.compile(
          String.join(
              "|",
              "(?=.*payload).*(=|<|IS DISTINCT| IN | BETWEEN |coalesce|CASE|AND).*",
              "o\\.customer \\+ DATE.*|DATE.* [-+] o\\.customer|e\\.payload -?> ?o\\.customer",
              "e\\.payload - o\\.customer",
              "c\\.name @> .*|.* @> c\\.name",
              "(o\\.total|o\\.customer)::boolean"));

  private static final String FROM = " FROM customers c, orders o, events e";

  private static List<String> expressions() {
    List<String> expressions = new ArrayList<>();
    for (String operand : OPERANDS) {
      OF_ONE.forEach(form -> expressions.add(form.formatted(inParentheses(form, operand))));
      for (String other : OPERANDS) {
        OF_TWO.forEach(form -> expressions.add(form.formatted(operand, other)));
      }
    }
    return expressions;
  }

  private static String inParentheses(String form, String operand) {
    return form.contains("::") ? "(" + operand + ")" : operand;
  }

  /** How an expression differs from PostgreSQL; empty if it does not. */
  private static Optional<String> difference(
      String expression, SnapshotQuery over, Postgres postgres) {
    String query = "SELECT " + expression + " AS r" + FROM + " WHERE false";
    boolean isTaken = postgres.query(query).isPresent();
    try {
      over.query(query, SqlParameters.none());
      return isTaken ? Optional.empty() : Optional.of(expression + ": PostgreSQL refuses it");
    } catch (SqlException e) {
      boolean isAlike = !isTaken && e.state().startsWith("42") && e.line() > 0;
      return isAlike ? Optional.empty() : Optional.of(expression + ": " + e.state() + " " + e);
    }
  }

  @Test
  void operands_areTakenAndRefused_asInPostgres() {
    List<String> differences = new ArrayList<>();
    List<String> expressions = expressions();
    try (Comparison comparison = StatementsTest.started();
        ServiceInstance service = ServiceInstance.start(new Warehouse())) {
      SnapshotQuery over = SnapshotQuery.over(service.snapshot());
      for (String expression : expressions) {
        if (!DIFFERENT.matcher(expression.replaceAll("[()]", "")).matches()) {
          difference(expression, over, comparison.postgres()).ifPresent(differences::add);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(expressions).hasSizeGreaterThan(2_500);
  }
}
