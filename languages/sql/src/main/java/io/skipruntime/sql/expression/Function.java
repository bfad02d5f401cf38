package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.number;
import static io.skipruntime.sql.expression.Arguments.text;
import static io.skipruntime.sql.expression.Arguments.value;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions and operators of expressions, with the semantics of PostgreSQL. All are pure; of
 * those that are strict the value is NULL if an argument is.
 */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum Function implements Operation {
  /** The sum of two numbers. */
  PLUS((a, type) -> Decimals.plus(a[0], a[1], type)),
  /** The difference of two numbers. */
  MINUS((a, type) -> Decimals.minus(a[0], a[1], type)),
  /** The product of two numbers. */
  TIMES((a, type) -> Decimals.times(a[0], a[1], type)),
  /** The quotient of two numbers; of whole ones without its fraction. */
  DIVIDE((a, type) -> Decimals.dividedBy(a[0], a[1], type)),
  /** The rest of a division, with the sign of what is divided. */
  MODULO((a, type) -> Decimals.modulo(a[0], a[1], type)),
  /** The number with the other sign. */
  NEGATE((a, type) -> Decimals.negated(a[0], type)),
  /** The number without its sign. */
  ABS((a, type) -> Decimals.absolute(a[0], type)),
  /** The least whole number that is not less. */
  CEIL((a, type) -> rounded(a[0], 0, RoundingMode.CEILING)),
  /** The greatest whole number that is not greater. */
  FLOOR((a, type) -> rounded(a[0], 0, RoundingMode.FLOOR)),
  /** The nearest number with so many digits behind the point, 0 if nothing is said. */
  ROUND((a, type) -> rounded(a[0], digits(a), RoundingMode.HALF_UP)),
  /** The number without the digits behind so many. */
  TRUNCATE((a, type) -> rounded(a[0], digits(a), RoundingMode.DOWN)),
  /** -1, 0 or 1. */
  SIGN((a, type) -> sign(a[0])),
  /** The square root. */
  SQRT((a, type) ->
      type == SqlType.NUMERIC
          ? Decimals.root(Decimals.of(a[0]))
          : (Object) Decimals.finite(Math.sqrt(Decimals.inexact(a[0])))),
  /** The first number to the power of the second, as a double. */
  POWER((a, type) -> Decimals.finite(Math.pow(Decimals.inexact(a[0]), Decimals.inexact(a[1])))),
  /** e to the power of a number, as a double. */
  EXP((a, type) -> Decimals.finite(Math.exp(Decimals.inexact(a[0])))),
  /** The natural logarithm, as a double. */
  LN((a, type) -> Decimals.finite(Math.log(positive(a[0])))),
  /** The logarithm to the base of 10, as a double. */
  LOG10((a, type) -> Decimals.finite(Math.log10(positive(a[0])))),
  /** The number π. */
  PI((a, type) -> Math.PI),
  /** Whether two values are equal. */
  EQUAL((a, type) -> Comparison.compare(a[0], a[1]) == 0),
  /** Whether two values are different. */
  DIFFERENT((a, type) -> Comparison.compare(a[0], a[1]) != 0),
  /** Whether the first value is less than the second. */
  LESS((a, type) -> Comparison.compare(a[0], a[1]) < 0),
  /** Whether the first value is not greater than the second. */
  AT_MOST((a, type) -> Comparison.compare(a[0], a[1]) <= 0),
  /** Whether the first value is greater than the second. */
  GREATER((a, type) -> Comparison.compare(a[0], a[1]) > 0),
  /** Whether the first value is not less than the second. */
  AT_LEAST((a, type) -> Comparison.compare(a[0], a[1]) >= 0),
  /** Whether a regular expression is found in a text. */
  MATCHES((a, type) -> Patterns.isFound(text(a, 0), text(a, 1), false)),
  /** Whether a regular expression is found in a text, whatever the case of the letters. */
  MATCHES_ANY_CASE((a, type) -> Patterns.isFound(text(a, 0), text(a, 1), true)),
  /** Whether a regular expression is not found in a text. */
  DIFFERS_FROM_PATTERN((a, type) -> !Patterns.isFound(text(a, 0), text(a, 1), false)),
  /** Whether a regular expression is not found in a text, whatever the case of the letters. */
  DIFFERS_ANY_CASE((a, type) -> !Patterns.isFound(text(a, 0), text(a, 1), true)),
  /** Whether a condition does not hold. */
  NOT((a, type) -> !(Boolean) a[0]),
  /** The greatest value that is not NULL. */
  GREATEST((a, type) -> extreme(a, 1), false),
  /** The least value that is not NULL. */
  LEAST((a, type) -> extreme(a, -1), false),
  /** Two texts behind each other. */
  JOIN((a, type) -> Casts.text(a[0]) + Casts.text(a[1])),
  /** The text in small letters. */
  LOWER((a, type) -> Texts.lower(text(a, 0))),
  /** The text in capital letters. */
  UPPER((a, type) -> Texts.upper(text(a, 0))),
  /** Each word of a text with a capital letter. */
  INITCAP((a, type) -> Texts.capitalised(text(a, 0))),
  /** The number of characters. */
  LENGTH((a, type) -> Texts.length(text(a, 0))),
  /** A part of a text: the text, the first place, and how many characters. */
  SUBSTRING((a, type) -> Texts.part(text(a, 0), number(a, 1), a.length > 2 ? number(a, 2) : null)),
  /** The place of the first text in the second, from 1; 0 if it is not there. */
  POSITION((a, type) -> Texts.position(text(a, 0), text(a, 1))),
  /** The place of the second text in the first, from 1; 0 if it is not there. */
  STRPOS((a, type) -> Texts.position(text(a, 1), text(a, 0))),
  /** A text without characters, blanks if nothing is said, at both ends. */
  BTRIM((a, type) -> Texts.trimmed(text(a, 0), a.length > 1 ? text(a, 1) : " ", true, true)),
  /** A text without characters at its start. */
  LTRIM((a, type) -> Texts.trimmed(text(a, 0), a.length > 1 ? text(a, 1) : " ", true, false)),
  /** A text without characters at its end. */
  RTRIM((a, type) -> Texts.trimmed(text(a, 0), a.length > 1 ? text(a, 1) : " ", false, true)),
  /** A text with each occurrence of another replaced. */
  REPLACE((a, type) -> Texts.replaced(text(a, 0), text(a, 1), text(a, 2))),
  /** The first characters of a text. */
  LEFT((a, type) -> Texts.left(text(a, 0), number(a, 1))),
  /** The last characters of a text. */
  RIGHT((a, type) -> Texts.right(text(a, 0), number(a, 1))),
  /** A text with characters before it. */
  LPAD((a, type) -> Texts.padded(text(a, 0), number(a, 1), a.length > 2 ? text(a, 2) : " ", true)),
  /** A text with characters behind it. */
  RPAD((a, type) -> Texts.padded(text(a, 0), number(a, 1), a.length > 2 ? text(a, 2) : " ", false)),
  /** A text several times. */
  REPEAT((a, type) -> Texts.repeated(text(a, 0), number(a, 1))),
  /** A text from its end to its start. */
  REVERSE((a, type) -> Texts.reversed(text(a, 0))),
  /** Whether a text begins with another. */
  STARTS_WITH((a, type) -> text(a, 0).startsWith(text(a, 1))),
  /** A field of a text: the text, the separator, the number of the field. */
  SPLIT_PART((a, type) -> Texts.splitPart(text(a, 0), text(a, 1), number(a, 2))),
  /** The code of the first character. */
  ASCII((a, type) -> Texts.code(text(a, 0))),
  /** The character of a code. */
  CHR((a, type) -> Texts.character(number(a, 0))),
  /** Whether a text is as a pattern. */
  LIKE((a, type) -> Texts.isLike(text(a, 0), text(a, 1), a.length > 2 ? text(a, 2) : "\\")),
  /** Whether a text is as a pattern, whatever the case of the letters. */
  ILIKE((a, type) ->
      Texts.isLike(
          Texts.lower(text(a, 0)), Texts.lower(text(a, 1)), a.length > 2 ? text(a, 2) : "\\")),
  /** The first instant of the unit that a time is in: the unit, the time. */
  DATE_TRUNC((a, type) -> Times.truncated(text(a, 0), value(a, 1))),
  /** The member or the element of a document. */
  ITEM((a, type) ->
      value(a, 0) instanceof List<?> array
          ? Arrays.element(array, number(a, 1))
          : Documents.item((Json) value(a, 0), value(a, 1))),
  /** The document that a text is. */
  PARSE_JSON((a, type) -> Casts.parsed(text(a, 0)));

  /** The computation of a strict function. */
  @FunctionalInterface
  private interface Strict {
    @Nullable Object apply(Object[] arguments, SqlType type);
  }

  /** How many digits behind the point, or before it, a number is rounded to at the most. */
  private static final int MOST_DIGITS = 500;

  private final Definition definition;

  Function(Strict body) {
    this((arguments, type) -> body.apply(arguments, type), true);
  }

  Function(Body body, boolean isStrict) {
    this.definition = new Definition("", body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }

  private static int digits(Object[] arguments) {
    return arguments.length > 1 ? Math.clamp(number(arguments, 1), -MOST_DIGITS, MOST_DIGITS) : 0;
  }

  private static Object rounded(Object number, int digits, RoundingMode mode) {
    if (number instanceof Long whole) {
      return digits >= 0
          ? number
          : (Object) BigDecimal.valueOf(whole).setScale(digits, mode).longValue();
    }
    if (number instanceof Double inexact) {
      RoundingMode even = mode == RoundingMode.HALF_UP ? RoundingMode.HALF_EVEN : mode;
      return new BigDecimal(inexact).setScale(digits, even).doubleValue();
    }
    BigDecimal rounded = ((BigDecimal) number).setScale(digits, mode);
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  private static Object sign(Object number) {
    return switch (number) {
      case Long whole -> (long) Long.signum(whole);
      case BigDecimal decimal -> BigDecimal.valueOf(decimal.signum());
      default -> Math.signum(Decimals.inexact(number));
    };
  }

  private static double positive(Object number) {
    double inexact = Decimals.inexact(number);
    if (inexact <= 0) {
      throw SqlException.of("2201E", "cannot take logarithm of a number that is not positive");
    }
    return inexact;
  }

  private static @Nullable Object extreme(@Nullable Object[] values, int sign) {
    Object extreme = null;
    for (Object value : values) {
      if (value != null && (extreme == null || Comparison.compare(value, extreme) * sign > 0)) {
        extreme = value;
      }
    }
    return extreme;
  }
}
