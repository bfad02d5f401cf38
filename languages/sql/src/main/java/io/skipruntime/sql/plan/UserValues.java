package io.skipruntime.sql.plan;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNull;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SystemFunction;
import io.skipruntime.sql.expression.Casts;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions that tell of the user who asks, and what they are for one user: parameters with
 * values, so that what does not depend on the user is the same for all.
 *
 * <ul>
 *   <li>What is within {@link Plan.Guarded} has parameters of its own.
 *   <li>Without a user all values are NULL, and there is no claim.
 * </ul>
 */
public final class UserValues {

  private static final String CLAIM = "claim";
  private static final String HAS_CLAIM = "has_claim";

  /**
   * The functions: the subject of the user, the text of a claim, and whether a claim has a value.
   */
  public static final List<SystemFunction.Signature> FUNCTIONS =
      List.of(
          new SystemFunction.Signature("current_user", 0, 0, SqlType.TEXT),
          new SystemFunction.Signature("session_user", 0, 0, SqlType.TEXT),
          new SystemFunction.Signature(CLAIM, 1, 1, SqlType.TEXT),
          new SystemFunction.Signature(HAS_CLAIM, 2, 2, SqlType.BOOLEAN));

  private final Optional<Principal> user;
  private final List<@Nullable Object> values;

  private UserValues(Optional<Principal> user, List<@Nullable Object> values) {
    this.user = user;
    this.values = new ArrayList<>(values);
  }

  /**
   * A plan in which parameters stand for what is of the user.
   *
   * @param plan the plan
   * @param values the values of its parameters; null for NULL
   */
  public record Bound(Plan plan, List<@Nullable Object> values) {}

  /**
   * The plan for a user.
   *
   * @param values the values of the parameters that it has already
   * @throws SqlException if a claim is no value of the type that its place asks for
   */
  public static Bound of(Plan plan, List<@Nullable Object> values, Optional<Principal> user) {
    UserValues own = new UserValues(user, values);
    Plan bound = own.guarded(plan).rewritten(own::bound);
    return new Bound(bound, own.values);
  }

  /** Whether rows of a plan are those that a user may read. */
  public static boolean areNeeded(Plan plan) {
    return plan instanceof Plan.Guarded || plan.inputs().stream().anyMatch(UserValues::areNeeded);
  }

  private Plan guarded(Plan plan) {
    if (plan instanceof Plan.Guarded guarded) {
      Bound inner = of(guarded.input(), List.of(), user);
      return new Plan.Guarded(guarded.table(), inner.plan(), inner.values());
    }
    return plan.with(plan.inputs().stream().map(this::guarded).toList());
  }

  private Expression bound(Expression expression) {
    return switch (expression) {
      case Expression.SystemCall call -> called(call);
      case Expression.Cast cast when cast.of() instanceof Expression.Parameter parameter ->
          cast(cast, parameter);
      default -> expression;
    };
  }

  private Expression called(Expression.SystemCall call) {
    return switch (call.name()) {
      case "current_user", "session_user" ->
          parameter(user.map(Principal::subject).orElse(null), SqlType.TEXT);
      case CLAIM -> parameter(claim(call).map(Casts::textOf).orElse(null), SqlType.TEXT);
      case HAS_CLAIM -> isAmong(call.parts().get(1), claim(call));
      default -> call;
    };
  }

  private Expression parameter(@Nullable Object value, SqlType type) {
    values.add(value);
    return new Expression.Parameter(values.size() - 1, type);
  }

  /** A cast of a value that is known; one of a parameter of the query is of its type already. */
  private Expression cast(Expression.Cast cast, Expression.Parameter parameter) {
    Object value = values.get(parameter.index());
    return parameter(
        value == null ? null : Casts.cast(value, cast.type(), cast.precision(), cast.scale()),
        cast.type());
  }

  private Optional<Json> claim(Expression.SystemCall call) {
    if (!(call.parts().getFirst() instanceof Expression.Constant constant)
        || !(constant.value().orElse(null) instanceof String name)) {
      throw SqlException.of(
          SqlException.INVALID, call.name() + " takes the name of a claim as a constant");
    }
    return user.flatMap(known -> known.claim(name)).filter(value -> !(value instanceof JsonNull));
  }

  private static Expression isAmong(Expression value, Optional<Json> claim) {
    Expression text =
        value.type() == SqlType.TEXT ? value : new Expression.Cast(value, SqlType.TEXT, -1, 0);
    List<Json> known =
        claim
            .map(json -> json instanceof JsonArray array ? array.elements() : List.of(json))
            .orElse(List.of());
    List<Expression> equalities = new ArrayList<>();
    for (Json each : known) {
      equalities.add(
          new Expression.Call(
              Function.EQUAL,
              List.of(text, Expression.constant(Casts.textOf(each), SqlType.TEXT)),
              SqlType.BOOLEAN));
    }
    return equalities.isEmpty()
        ? Expression.constant(false, SqlType.BOOLEAN)
        : new Expression.Or(equalities);
  }
}
