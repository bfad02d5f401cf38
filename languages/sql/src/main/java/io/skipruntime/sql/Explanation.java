package io.skipruntime.sql;

import io.skipruntime.json.Json;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Wanted;
import io.skipruntime.sql.plan.WindowCall;
import io.skipruntime.sql.snapshot.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A plan as operations with what they cost, as text or as a document. Immutable.
 *
 * @param text what the operation is
 * @param cost what a changed row costs there if the query is live; empty if nothing worth saying
 * @param counts what it did, if it was run
 * @param inputs the operations that it takes rows from
 */
record Explanation(
    String text, String cost, Optional<Measurement.Counts> counts, List<Explanation> inputs) {

  private static final double NANOS_OF_MILLI = 1e6;
  private static final int BYTES_OF_KIB = 1_024;

  /** Copies the list. */
  Explanation {
    inputs = List.copyOf(inputs);
  }

  /** The operations of a plan that was not run. */
  static Explanation of(Plan plan) {
    return of(plan, Optional.empty());
  }

  /** The operations of a plan. */
  static Explanation of(Plan plan, Optional<Measurement> measured) {
    return of(plan, measured, Wanted.ALL);
  }

  private static Explanation of(Plan plan, Optional<Measurement> measured, Wanted wanted) {
    List<Explanation> inputs = new ArrayList<>();
    for (int i = 0; i < plan.inputs().size(); i++) {
      inputs.add(of(plan.inputs().get(i), measured, wanted.below(plan, i)));
    }
    return new Explanation(
        line(plan) + KeyUse.of(plan, wanted),
        LiveCosts.of(plan),
        measured.flatMap(each -> Optional.ofNullable(each.of(plan))),
        inputs);
  }

  /** The lines, those that an operation takes rows from below. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    addTo(lines, 0);
    return lines;
  }

  private void addTo(List<String> lines, int depth) {
    lines.add(
        "  ".repeat(depth)
            + text
            + counts.map(each -> " (" + shown(each) + ")").orElse("")
            + (cost.isEmpty() ? "" : "; live: " + cost)
            + fanOut());
    inputs.forEach(input -> input.addTo(lines, depth + 1));
  }

  private static String shown(Measurement.Counts counts) {
    return "rows "
        + counts.rows()
        + ", "
        + String.format(Locale.ROOT, "%.3f ms", counts.nanos() / NANOS_OF_MILLI)
        + (counts.bytes() == 0 ? "" : ", keeps " + kib(counts.bytes()));
  }

  private static String kib(long bytes) {
    return (bytes + BYTES_OF_KIB - 1) / BYTES_OF_KIB + " KiB";
  }

  /** How many rows a row of each side of a join meets on average. */
  private String fanOut() {
    if (inputs.size() != 2 || !text.startsWith("join") || counts.isEmpty()) {
      return "";
    }
    return inputs.stream()
        .map(
            input -> input.counts.map(each -> perRow(counts.get().rows(), each.rows())).orElse("?"))
        .collect(Collectors.joining(" and ", ", which is now ", " rows"));
  }

  private static String perRow(long rows, long of) {
    return of == 0 ? "0" : String.format(Locale.ROOT, "%.1f", (double) rows / of);
  }

  /** The operations as a document. */
  Json json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("operation", Json.of(text));
    if (!cost.isEmpty()) {
      members.put("liveCost", Json.of(cost));
    }
    counts.ifPresent(each -> {
      members.put("rows", Json.of(each.rows()));
      members.put("nanos", Json.of(each.nanos()));
      members.put("bytes", Json.of(each.bytes()));
    });
    members.put("inputs", Json.array(inputs.stream().map(Explanation::json).toList()));
    return Json.object(members);
  }

  private static String line(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> "scan " + scan.table().name();
      case Plan.Guarded guarded -> "scan " + guarded.table() + ", the rows that the user may read";
      case Plan.Constants constants -> "constants, " + constants.rows().size() + " rows";
      case Plan.Filter filter -> "filter " + shown(filter.condition());
      case Plan.Project project ->
          "project " + project.expressions().stream().map(Explanation::shown).toList();
      case Plan.Join join ->
          "join"
              + on(join.keys(), join.rest())
              + (join.outer() == Plan.Outer.NONE ? "" : ", outer " + join.outer());
      case Plan.SemiJoin join ->
          (join.isNegated() ? "anti join" : "semi join") + on(join.keys(), join.rest());
      case Plan.Aggregate aggregate ->
          "aggregate by " + cells(aggregate.groups()) + calls(aggregate.calls());
      case Plan.Windowed windowed -> window(windowed.call());
      case Plan.Unnest unnest -> "unnest " + shown(unnest.array());
      case Plan.Recursion recursion -> "recursion, union" + (recursion.isAll() ? " all" : "");
      case Plan.Working working -> "the rows of the recursion";
      case Plan.Union union -> "union all";
      case Plan.Match match ->
          (match.isExcept() ? "except" : "intersect") + (match.isAll() ? " all" : "");
      case Plan.Sort sort -> sort(sort);
    };
  }

  private static String on(List<Plan.Equality> keys, Optional<Expression> rest) {
    String equal =
        keys.isEmpty()
            ? " scans: each row meets each"
            : keys.stream()
                .map(key -> "#" + key.left() + " = #" + key.right())
                .collect(Collectors.joining(" and ", " on ", ""));
    return equal + rest.map(condition -> " where " + shown(condition)).orElse("");
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
          case WindowCall.Framed framed ->
              framed
                  .aggregation()
                  .map(each -> each.kind().toString())
                  .orElse(framed.kind().toString());
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
