package io.skipruntime.examples.sheet;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of a formula: a value that depends on other cells. Values are JSON numbers and
 * strings. {@link #evaluate} throws {@link FormulaException} where there is none.
 */
sealed interface Expression {

  /** The cells that an expression may look at. */
  @FunctionalInterface
  interface Cells {

    /**
     * The value of a cell; none if it is empty.
     *
     * @throws FormulaException if the cell has none
     */
    Optional<Json> valueOf(CellName name);
  }

  /** The value, with other cells as they are. */
  Json evaluate(Cells cells);

  /** A number as it is written. */
  record Constant(BigDecimal number) implements Expression {
    @Override
    public Json evaluate(Cells cells) {
      return Json.of(number);
    }
  }

  /** The value of another cell; 0 if that is empty. */
  record Reference(CellName name) implements Expression {
    @Override
    public Json evaluate(Cells cells) {
      return cells.valueOf(name).orElse(Json.of(0));
    }
  }

  /** Minus an expression. */
  record Negation(Expression operand) implements Expression {
    @Override
    public Json evaluate(Cells cells) {
      return Json.of(Arithmetic.number(operand.evaluate(cells)).negate());
    }
  }

  /** Two expressions and what to do with them. */
  record Operation(Operator operator, Expression left, Expression right) implements Expression {
    @Override
    public Json evaluate(Cells cells) {
      BigDecimal x = Arithmetic.number(left.evaluate(cells));
      BigDecimal y = Arithmetic.number(right.evaluate(cells));
      return Json.of(
          switch (operator) {
            case ADD -> Arithmetic.add(x, y);
            case SUBTRACT -> Arithmetic.add(x, y.negate());
            case MULTIPLY -> Arithmetic.multiply(x, y);
            case DIVIDE -> Arithmetic.divide(x, y);
          });
    }
  }

  /** The operators of arithmetic. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  /** The sum of expressions, and of the numbers in ranges of cells; text there counts as 0. */
  record Sum(List<Expression> terms, List<CellName> cells) implements Expression {
    @Override
    public Json evaluate(Cells values) {
      BigDecimal sum = BigDecimal.ZERO;
      for (Expression term : terms) {
        sum = Arithmetic.add(sum, Arithmetic.number(term.evaluate(values)));
      }
      for (CellName cell : cells) {
        sum = Arithmetic.add(sum, Arithmetic.numberOrZero(values.valueOf(cell)));
      }
      return Json.of(sum);
    }
  }
}
