package io.skipruntime.sql;

import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.live.KeySlices;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.WindowCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The laws of what a changed row costs at an operation of a live query: n rows, g rows of a group
 * or partition.
 */
final class LiveCosts {

  private LiveCosts() {}

  /** The cost of a changed row; empty for what every operation costs, O(log n). */
  static String of(Plan plan) {
    return switch (plan) {
      case Plan.Join join -> join(join.keys());
      case Plan.SemiJoin join -> join(join.keys());
      case Plan.Aggregate aggregate -> group(aggregate.calls());
      case Plan.Windowed windowed -> window(windowed.call());
      case Plan.Recursion recursion -> "what follows from it; a row that goes, what rested on it";
      case Plan.Sort sort when sort.isCut() -> "O(log n), at most 2 rows of the result";
      default -> "";
    };
  }

  private static String join(List<Plan.Equality> keys) {
    return keys.isEmpty() ? "as many rows as the other side has" : "as many rows as it meets";
  }

  private static String group(List<Aggregation> calls) {
    if (calls.stream().anyMatch(LiveCosts::keepsAll)) {
      return "O(g), the rows of its group";
    }
    boolean isOrdered =
        calls.stream()
            .map(Aggregation::kind)
            .anyMatch(Set.of(AggregateKind.MIN, AggregateKind.MAX, AggregateKind.ANY)::contains);
    return isOrdered ? "O(log g)" : "O(1) for each call";
  }

  private static boolean keepsAll(Aggregation call) {
    return call.kind().keepsAll(call.isDistinct());
  }

  private static String window(WindowCall call) {
    return switch (call.function()) {
      case WindowCall.Whole whole -> "each row of its partition";
      case WindowCall.Framed framed -> "O(g), the rows of its partition";
      case WindowCall.Neighbour other -> "O(log g), its neighbours";
      case WindowCall.End end -> "O(log g), all rows of its partition if it is at the end";
      default -> "O(log g), and each row whose result changes";
    };
  }

  /**
   * What becomes of the parameters of a query that is live: those that are lifted are a slice of
   * rows that all instances share, the others are constants of an instance.
   */
  static List<String> ofParameters(Query query) {
    if (query.parameters().isEmpty()) {
      return List.of();
    }
    Plan plan = query.plan();
    while (plan instanceof Plan.Sort sort) {
      plan = sort.input();
    }
    Optional<List<Expression>> keys = KeySlices.of(plan);
    Set<String> ofKeys = new TreeSet<>();
    keys.ifPresent(values -> values.forEach(value -> addParameters(value, query, ofKeys)));
    Set<String> lifted = new TreeSet<>();
    if (keys.isEmpty()) {
      Parameters.lifted(plan)
          .ifPresent(found -> found.values().forEach(value -> addParameters(value, query, lifted)));
    }
    Set<String> others = new TreeSet<>();
    query.parameters().forEach(each -> others.add(each.name()));
    others.removeAll(lifted);
    others.removeAll(ofKeys);
    List<String> lines = new ArrayList<>();
    if (!ofKeys.isEmpty()) {
      lines.add(
          "parameters "
              + String.join(", ", ofKeys)
              + ": live instances are slices of the table by key");
    }
    if (!lifted.isEmpty()) {
      lines.add(
          "parameters "
              + String.join(", ", lifted)
              + ": live instances are slices of one plan that all share");
    }
    if (!others.isEmpty()) {
      lines.add("parameters " + String.join(", ", others) + ": constants of each live instance");
    }
    return lines;
  }

  private static void addParameters(Expression value, Query query, Set<String> names) {
    if (value instanceof Expression.Parameter parameter) {
      names.add(query.parameters().get(parameter.index()).name());
    }
    value.parts().forEach(part -> addParameters(part, query, names));
  }
}
