package io.skipruntime.sql.plan;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import java.math.BigDecimal;
import java.util.List;

/**
 * The evaluation of what is made of constants alone, once for all rows. Texts and documents are
 * only cast, and no large value is made: plans are kept, and nothing bounds the work of planning.
 */
public final class Folding {

  private static final int MOST_DIGITS = 200;
  private static final int MOST_ELEMENTS = 1_000;

  private Folding() {}

  /** The same plan with constants in place of expressions that are made of them. */
  public static Plan of(Plan plan) {
    return plan.rewritten(Folding::folded);
  }

  /**
   * A constant in place of an expression whose parts are constants. What has no value, as a
   * quotient by zero, stays as it is: it fails where a row asks for it.
   *
   * @throws SqlException for a text that is none of the type that it is to be of, whether a row
   *     asks for it or not
   */
  static Expression folded(Expression expression) {
    LimitedWork.check();
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
      return isConstant(value, false) && (isCast || !isLong(value)) ? value : expression;
    } catch (SqlException e) {
      if (isCast
          && expression.parts().getFirst() instanceof Expression.Constant constant
          && constant.type() == SqlType.TEXT) {
        throw withText(e, String.valueOf(constant.value().orElse("")));
      }
      return expression;
    }
  }

  /** A refusal of a text that quotes it, so that its place can be found. */
  private static SqlException withText(SqlException refusal, String text) {
    String reason = refusal.reason();
    String quote = '"' + SqlException.quoted(text) + '"';
    return reason.contains(quote)
        ? refusal
        : SqlException.of(
            refusal.state(), reason + (reason.endsWith("\"") ? " in " : ": ") + quote);
  }

  /** Whether a value is an array that is longer than what a text is cast to usually is. */
  private static boolean isLong(Expression expression) {
    return expression instanceof Expression.Constant constant
        && constant.value().orElse("") instanceof List<?> array
        && array.size() > MOST_ELEMENTS;
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
