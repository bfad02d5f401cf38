package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SystemFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An expression over the cells of a row. Expressions are immutable values: equal ones compute the
 * same, so that plans with equal expressions share what they compute.
 */
public sealed interface Expression {

  /**
   * The value for a row.
   *
   * @param row the cells; null for NULL
   * @return null for NULL
   * @throws SqlException if the expression has no value, as a quotient by zero
   */
  @Nullable Object evaluate(@Nullable Object[] row);

  /** The type of the value. */
  SqlType type();

  /** The expressions that it is made of directly. */
  List<Expression> parts();

  /** The same expression with other {@link #parts}. */
  Expression with(List<Expression> parts);

  /** Whether the value for a row is true, and neither false nor NULL. */
  default boolean holds(@Nullable Object[] row) {
    return Boolean.TRUE.equals(evaluate(row));
  }

  /** The expression with each part replaced from the inside to the outside. */
  @SuppressWarnings("ReferenceEquality") // of deep parts, to compare them would take long
  default Expression rewritten(UnaryOperator<Expression> change) {
    List<Expression> parts = new ArrayList<>();
    boolean isSame = true;
    for (Expression part : parts()) {
      Expression changed = part.rewritten(change);
      isSame &= changed == part;
      parts.add(changed);
    }
    return change.apply(isSame ? this : with(List.copyOf(parts)));
  }

  /** An expression without parts. */
  sealed interface Leaf extends Expression {
    @Override
    default List<Expression> parts() {
      return List.of();
    }

    @Override
    default Expression with(List<Expression> parts) {
      return this;
    }
  }

  /** A cell of the row, by its index. */
  record Cell(int index, SqlType type) implements Leaf {
    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      return row[index];
    }
  }

  /** A constant; empty for NULL. */
  record Constant(Optional<Object> value, SqlType type) implements Leaf {
    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      return value.orElse(null);
    }
  }

  /** A parameter of the query, which {@link #rewritten} replaces by its value. */
  record Parameter(int index, SqlType type) implements Leaf {
    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      throw new IllegalStateException("parameter " + index + " was not bound");
    }
  }

  /** The time at which the query is answered, which {@link #rewritten} replaces by it. */
  record Now(SqlType type) implements Leaf {
    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      throw new IllegalStateException("the time was not bound");
    }
  }

  /** True if all are, false if one is not, else NULL; those behind a false one do not count. */
  record And(List<Expression> parts) implements Expression {

    /** Copies the list. */
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      return firstOrNull(parts, row, false);
    }

    @Override
    public SqlType type() {
      return SqlType.BOOLEAN;
    }

    @Override
    public Expression with(List<Expression> others) {
      return new And(others);
    }
  }

  /** False if all are, true if one is, else NULL; those behind a true one do not count. */
  record Or(List<Expression> parts) implements Expression {

    /** Copies the list. */
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      return firstOrNull(parts, row, true);
    }

    @Override
    public SqlType type() {
      return SqlType.BOOLEAN;
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Or(others);
    }
  }

  private static @Nullable Object firstOrNull(
      List<Expression> parts, @Nullable Object[] row, boolean decisive) {
    boolean isUnknown = false;
    for (Expression part : parts) {
      Object value = part.evaluate(row);
      if (value == null) {
        isUnknown = true;
      } else if ((Boolean) value == decisive) {
        return decisive;
      }
    }
    return isUnknown ? null : (Object) !decisive;
  }

  /** The tests of a value that are never NULL themselves. */
  enum Test {
    NULL,
    TRUE,
    FALSE
  }

  /** The test of whether a value is NULL, true or false, or is not. */
  record Is(Expression of, Test test, boolean isNegated) implements Expression {
    @Override
    public Object evaluate(@Nullable Object[] row) {
      Object value = of.evaluate(row);
      boolean passes =
          switch (test) {
            case NULL -> value == null;
            case TRUE -> Boolean.TRUE.equals(value);
            case FALSE -> Boolean.FALSE.equals(value);
          };
      return passes != isNegated;
    }

    @Override
    public SqlType type() {
      return SqlType.BOOLEAN;
    }

    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Is(others.getFirst(), test, isNegated);
    }
  }

  /** The test of whether two values are different, where NULL is the same as NULL; or are not. */
  record Distinct(Expression one, Expression other, boolean isNegated) implements Expression {
    @Override
    public Object evaluate(@Nullable Object[] row) {
      Object a = one.evaluate(row);
      Object b = other.evaluate(row);
      boolean isDistinct = (a == null || b == null) ? a != b : Comparison.compare(a, b) != 0;
      return isDistinct != isNegated;
    }

    @Override
    public SqlType type() {
      return SqlType.BOOLEAN;
    }

    @Override
    public List<Expression> parts() {
      return List.of(one, other);
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Distinct(others.get(0), others.get(1), isNegated);
    }
  }

  /** The value behind the first condition that holds: condition, value, …, and one for no other. */
  record Case(List<Expression> parts, SqlType type) implements Expression {

    /** Copies the list. */
    public Case {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      int at = 0;
      while (at + 1 < parts.size()) {
        if (parts.get(at).holds(row)) {
          return converted(parts.get(at + 1).evaluate(row), type);
        }
        at += 2;
      }
      return converted(parts.get(at).evaluate(row), type);
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Case(others, type);
    }
  }

  /** The first value that is not NULL. */
  record Coalesce(List<Expression> parts, SqlType type) implements Expression {

    /** Copies the list. */
    public Coalesce {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      for (Expression part : parts) {
        Object value = part.evaluate(row);
        if (value != null) {
          return converted(value, type);
        }
      }
      return null;
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Coalesce(others, type);
    }
  }

  /** A value of one kind of numbers as one of another. */
  private static @Nullable Object converted(@Nullable Object value, SqlType type) {
    if (value == null || !type.isNumber()) {
      return value;
    }
    return switch (type) {
      case NUMERIC -> Decimals.of(value);
      case DOUBLE -> Decimals.inexact(value);
      default -> value;
    };
  }

  /**
   * A value as one of another type.
   *
   * @param precision the digits of a decimal number or the characters of a text; -1 for any number
   * @param scale the digits of a decimal number behind the point
   */
  record Cast(Expression of, SqlType type, int precision, int scale) implements Expression {
    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      Object value = of.evaluate(row);
      if (value == null) {
        return null;
      }
      Object cast = Casts.cast(value, type, precision, scale);
      return type.isTime() && cast != null ? Times.bounded(cast) : cast;
    }

    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Cast(others.getFirst(), type, precision, scale);
    }
  }

  /** A function of the parts; NULL if one of them is, unless the function says otherwise. */
  record Call(Operation function, List<Expression> parts, SqlType type) implements Expression {

    /** Copies the list. */
    public Call {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      @Nullable Object[] values = new Object[parts.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = parts.get(i).evaluate(row);
        if (values[i] == null && function.isStrict()) {
          return null;
        }
      }
      Object result = function.apply(values, type);
      if (result instanceof String text) {
        Sizes.requireShort(text.length());
      }
      if (type.isTime() && result != null) {
        return Times.bounded(result);
      }
      return result instanceof BigDecimal number ? Decimals.bounded(number) : result;
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Call(function, others, type);
    }
  }

  /** A call of a function of the system, which {@link #rewritten} replaces by one with a body. */
  record SystemCall(String name, List<Expression> parts, SqlType type) implements Expression {

    /** Copies the list. */
    public SystemCall {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      throw new IllegalStateException("the function " + name + " was not bound");
    }

    @Override
    public Expression with(List<Expression> others) {
      return new SystemCall(name, others, type);
    }
  }

  /** A call of a function of the system that has its body. */
  record Supplied(SystemFunction.Body body, List<Expression> parts, SqlType type)
      implements Expression {

    /** Copies the list. */
    public Supplied {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Object evaluate(@Nullable Object[] row) {
      @Nullable Object[] values = new Object[parts.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = parts.get(i).evaluate(row);
      }
      return body.apply(values);
    }

    @Override
    public Expression with(List<Expression> others) {
      return new Supplied(body, others, type);
    }
  }

  /** A constant for a value of Java; null for NULL. */
  static Expression constant(@Nullable Object value, SqlType type) {
    return new Constant(Optional.ofNullable(value), type);
  }

  /** The cell of a value as collections hold it, which have no null. */
  static Object stored(@Nullable Object cell) {
    return cell == null ? Json.NULL : cell;
  }
}
