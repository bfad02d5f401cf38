package io.skipruntime.sql;

import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.WindowCall;
import java.util.List;
import java.util.stream.Collectors;

/** Plans as text. */
final class Explanation {

  private Explanation() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder();
    add(plan, 0, text);
    return text.toString();
  }

  private static void add(Plan plan, int depth, StringBuilder text) {
    text.append("  ".repeat(depth)).append(line(plan)).append('\n');
    plan.inputs().forEach(input -> add(input, depth + 1, text));
  }

  private static String line(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> "scan " + scan.table().name();
      case Plan.Constants constants -> "constants, " + constants.rows().size() + " rows";
      case Plan.Filter filter -> "filter " + shown(filter.condition());
      case Plan.Project project ->
          "project " + project.expressions().stream().map(Explanation::shown).toList();
      case Plan.Join join -> join(join);
      case Plan.Aggregate aggregate ->
          "aggregate by " + cells(aggregate.groups()) + calls(aggregate.calls());
      case Plan.Windowed windowed -> window(windowed.call());
      case Plan.Union union -> "union all";
      case Plan.Match match ->
          (match.isExcept() ? "except" : "intersect") + (match.isAll() ? " all" : "");
      case Plan.Sort sort -> sort(sort);
    };
  }

  private static String join(Plan.Join join) {
    String outer = join.outer() == Plan.Outer.NONE ? "" : ", outer " + join.outer();
    String keys =
        join.keys().isEmpty()
            ? " scans: each row meets each"
            : join.keys().stream()
                .map(key -> "#" + key.left() + " = #" + key.right())
                .collect(Collectors.joining(" and ", " on ", ""));
    return "join" + keys + join.rest().map(rest -> " where " + shown(rest)).orElse("") + outer;
  }

  private static String sort(Plan.Sort sort) {
    return "sort"
        + ordered(" by ", sort.keys())
        + sort.offset().map(offset -> " offset " + shown(offset)).orElse("")
        + sort.limit().map(limit -> " limit " + shown(limit)).orElse("");
  }

  private static String window(WindowCall call) {
    String function =
        switch (call.function()) {
          case WindowCall.Ranked ranked -> ranked.ranking().toString();
          case WindowCall.Neighbour other ->
              (other.isAfter() ? "lead #" : "lag #") + other.cell() + " by " + other.rows();
          case WindowCall.End end -> (end.isLast() ? "last #" : "first #") + end.cell();
          case WindowCall.Running running ->
              call(running.aggregation())
                  + (running.rows() == Integer.MAX_VALUE
                      ? " up to each row"
                      : " of " + running.rows() + " rows");
          case WindowCall.Whole whole -> call(whole.aggregation());
        };
    return "window "
        + function
        + " by "
        + cells(call.partition())
        + ordered(" order ", call.order());
  }

  private static String ordered(String word, List<SortKey> keys) {
    return keys.stream()
        .map(key -> "#" + key.cell() + (key.isDescending() ? " desc" : ""))
        .collect(Collectors.joining(", ", keys.isEmpty() ? "" : word, ""));
  }

  private static String cells(List<Integer> cells) {
    return cells.stream().map(cell -> "#" + cell).toList().toString();
  }

  private static String calls(List<Aggregation> calls) {
    return calls.stream()
        .map(Explanation::call)
        .collect(Collectors.joining(", ", calls.isEmpty() ? "" : ": ", ""));
  }

  private static String call(Aggregation call) {
    return call.kind() + (call.isDistinct() ? " distinct " : " ") + cells(call.arguments());
  }

  private static String shown(Expression expression) {
    return switch (expression) {
      case Expression.Cell cell -> "#" + cell.index();
      case Expression.Constant constant -> constant.value().map(Object::toString).orElse("NULL");
      case Expression.Parameter parameter -> "parameter " + (parameter.index() + 1);
      case Expression.Now now -> "now";
      case Expression.And and -> joined(and.parts(), " and ");
      case Expression.Or or -> joined(or.parts(), " or ");
      case Expression.Call call -> call.function() + joined(call.parts(), ", ");
      case Expression.SystemCall call -> call.name() + joined(call.parts(), ", ");
      case Expression.Supplied supplied -> "system" + joined(supplied.parts(), ", ");
      case Expression.Cast cast ->
          "cast(" + shown(cast.of()) + " as " + cast.type().postgres() + ")";
      case Expression.Is is -> shown(is.of()) + " is " + (is.isNegated() ? "not " : "") + is.test();
      case Expression.Distinct distinct ->
          joined(distinct.parts(), distinct.isNegated() ? " is the same as " : " differs from ");
      case Expression.Case choice -> "case" + joined(choice.parts(), ", ");
      case Expression.Coalesce choice -> "coalesce" + joined(choice.parts(), ", ");
    };
  }

  private static String joined(List<Expression> parts, String between) {
    return parts.stream().map(Explanation::shown).collect(Collectors.joining(between, "(", ")"));
  }
}
