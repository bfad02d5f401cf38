package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.inexact;
import static io.skipruntime.sql.expression.Arguments.number;
import static io.skipruntime.sql.expression.Arguments.value;

import io.skipruntime.sql.catalog.SqlType;

/** The functions and operators of numbers that the parser lacks. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum MathFunction implements Operation {
  /** The number of the part of a range that a number is in. */
  WIDTH_BUCKET(
      "width_bucket(numeric,numeric,numeric,int) int",
      (a, type) ->
          Numbers.bucket(
              Decimals.of(value(a, 0)),
              Decimals.of(value(a, 1)),
              Decimals.of(value(a, 2)),
              number(a, 3))),
  /** The whole part of a quotient. */
  DIV(
      "div(numeric,numeric) numeric",
      (a, type) -> Numbers.whole(Decimals.of(value(a, 0)), Decimals.of(value(a, 1)))),
  /** The first number to the power of the second. */
  POWER_OF(
      "^(double,double) double",
      (a, type) -> Decimals.finite(Math.pow(inexact(a, 0), inexact(a, 1)))),
  /** The square root. */
  ROOT("|/(double) double", (a, type) -> Decimals.finite(Math.sqrt(inexact(a, 0)))),
  /** The cube root. */
  CUBE_ROOT(
      "||/(double) double\ncbrt(double) double",
      (a, type) -> Decimals.finite(Math.cbrt(inexact(a, 0)))),
  /** The number without its sign. */
  ABSOLUTE("@(any) @0", (a, type) -> Decimals.absolute(value(a, 0), type)),
  /** The bits that two whole numbers have in common. */
  BIT_AND("&(bigint,bigint) @0", (a, type) -> number(a, 0) & number(a, 1)),
  /** The bits that one of two whole numbers has. */
  BIT_OR("|(bigint,bigint) @0", (a, type) -> number(a, 0) | number(a, 1)),
  /** The bits that only one of two whole numbers has. */
  BIT_XOR("#(bigint,bigint) @0", (a, type) -> number(a, 0) ^ number(a, 1)),
  /** The bits that a whole number does not have. */
  BIT_NOT("$~(bigint) @0", (a, type) -> ~number(a, 0)),
  /** The bits of a whole number moved up. */
  SHIFT_LEFT(
      "<<(bigint,int) @0",
      (a, type) ->
          type == SqlType.INTEGER
              ? (Object) (long) ((int) number(a, 0) << number(a, 1))
              : (Object) (number(a, 0) << number(a, 1))),
  /** The bits of a whole number moved down. */
  SHIFT_RIGHT(">>(bigint,int) @0", (a, type) -> number(a, 0) >> number(a, 1)),
  /** The logarithm of the second number to the base of the first. */
  LOG_OF(
      "log(double) double\nlog(numeric,numeric) numeric",
      (a, type) ->
          a.length < 2
              ? (Object) Numbers.logarithm(inexact(a, 0))
              : Numbers.logarithm(inexact(a, 0), inexact(a, 1))),
  /** Degrees of radians. */
  DEGREES("degrees(double) double", (a, type) -> Math.toDegrees(inexact(a, 0))),
  /** Radians of degrees. */
  RADIANS("radians(double) double", (a, type) -> Math.toRadians(inexact(a, 0))),
  /** The sine. */
  SIN("sin(double) double", (a, type) -> Decimals.finite(Math.sin(inexact(a, 0)))),
  /** The cosine. */
  COS("cos(double) double", (a, type) -> Decimals.finite(Math.cos(inexact(a, 0)))),
  /** The tangent. */
  TAN("tan(double) double", (a, type) -> Decimals.finite(Math.tan(inexact(a, 0)))),
  /** The inverse sine. */
  ASIN("asin(double) double", (a, type) -> Decimals.finite(Math.asin(inexact(a, 0)))),
  /** The inverse cosine. */
  ACOS("acos(double) double", (a, type) -> Decimals.finite(Math.acos(inexact(a, 0)))),
  /** The inverse tangent. */
  ATAN("atan(double) double", (a, type) -> Decimals.finite(Math.atan(inexact(a, 0)))),
  /** The angle of a point. */
  ATAN2(
      "atan2(double,double) double",
      (a, type) -> Decimals.finite(Math.atan2(inexact(a, 0), inexact(a, 1)))),
  /** The hyperbolic sine. */
  SINH("sinh(double) double", (a, type) -> Decimals.finite(Math.sinh(inexact(a, 0)))),
  /** The hyperbolic cosine. */
  COSH("cosh(double) double", (a, type) -> Decimals.finite(Math.cosh(inexact(a, 0)))),
  /** The hyperbolic tangent. */
  TANH("tanh(double) double", (a, type) -> Decimals.finite(Math.tanh(inexact(a, 0)))),
  /** The number of digits behind the point. */
  SCALE("scale(numeric) int", (a, type) -> (long) Math.max(0, Decimals.of(value(a, 0)).scale())),
  /** The number of digits behind the point that are needed. */
  MIN_SCALE(
      "min_scale(numeric) int",
      (a, type) -> (long) Math.max(0, Decimals.of(value(a, 0)).stripTrailingZeros().scale())),
  /** The number without zeros at the end of its fraction. */
  TRIM_SCALE("trim_scale(numeric) numeric", (a, type) -> Numbers.trimmed(Decimals.of(value(a, 0)))),
  /** The greatest common divisor. */
  GCD("gcd(bigint,bigint) @0", (a, type) -> Numbers.divisor(number(a, 0), number(a, 1))),
  /** The least common multiple. */
  LCM("lcm(bigint,bigint) @0", (a, type) -> Numbers.multiple(number(a, 0), number(a, 1), type)),
  /** The product of all numbers up to one. */
  FACTORIAL("factorial(bigint) numeric", (a, type) -> Numbers.factorial(number(a, 0)));

  private final Definition definition;

  MathFunction(String signature, Body body) {
    this(signature, body, true);
  }

  MathFunction(String signature, Body body, boolean isStrict) {
    this.definition = new Definition(signature, body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
