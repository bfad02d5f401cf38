package io.skipruntime.sql.plan;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Expression;
import java.math.BigDecimal;

/**
 * The evaluation of what is made of constants alone, once for all rows. Texts and documents are
 * only cast, and no large value is made: plans are kept, and nothing bounds the work of planning.
 */
public final class Folding {

  private static final int MOST_DIGITS = 200;

  private Folding() {}

  /** The same plan with constants in place of expressions that are made of them. */
  public static Plan of(Plan plan) {
    return plan.rewritten(Folding::folded);
  }

  /**
   * A constant in place of an expression whose parts are constants. What has no value, as a
   * quotient by zero, stays as it is: it fails where a row asks for it.
   */
  static Expression folded(Expression expression) {
    boolean isOwn =
        !(expression instanceof Expression.SystemCall)
            && !(expression instanceof Expression.Supplied);
    boolean isCast = expression instanceof Expression.Cast;
    if (!isOwn
        || expression.parts().isEmpty()
        || !expression.parts().stream().allMatch(part -> isConstant(part, isCast))) {
      return expression;
    }
    try {
      Expression value = Expression.constant(expression.evaluate(new Object[0]), expression.type());
      return isConstant(value, false) ? value : expression;
    } catch (SqlException e) {
      return expression;
    }
  }

  private static boolean isConstant(Expression expression, boolean mayBeText) {
    return expression instanceof Expression.Constant constant
        && constant.value().map(value -> isSmall(value, mayBeText)).orElse(true);
  }

  private static boolean isSmall(Object value, boolean mayBeText) {
    return switch (value) {
      case String text -> mayBeText;
      case Json document -> false;
      case BigDecimal number -> number.precision() + Math.abs(number.scale()) <= MOST_DIGITS;
      default -> true;
    };
  }
}
