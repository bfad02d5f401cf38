package io.skipruntime.examples.sheet;

import io.skipruntime.examples.sheet.Expression.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of formulas by recursive descent.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("*" | "/") factor }
 * factor  = "-" factor | number | cell | "(" sum ")" | "SUM" "(" term { "," term } ")"
 * term    = cell ":" cell | sum
 * </pre>
 */
final class FormulaParser {

  private static final Pattern TOKEN =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+|[A-Za-z][A-Za-z0-9]*|\\S|$)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+\\.?[0-9]*|\\.[0-9]+");
  private static final String END = "";
  private static final int MAX_NESTING = 200;
  private static final int MAX_LENGTH = 1_000;

  private final List<String> tokens;
  private int position;
  private int nesting;

  private FormulaParser(List<String> tokens) {
    this.tokens = tokens;
  }

  /**
   * The expression that a formula stands for.
   *
   * @param formula without the equals sign in front
   * @throws FormulaException if it is not one
   */
  static Expression parse(String formula) {
    if (formula.length() > MAX_LENGTH) {
      throw new FormulaException("a formula of more than " + MAX_LENGTH + " characters");
    }
    FormulaParser parser = new FormulaParser(tokens(formula));
    Expression expression = parser.sum();
    if (!parser.peek().equals(END)) {
      throw parser.expected("an operator");
    }
    return expression;
  }

  private static List<String> tokens(String formula) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(formula);
    while (matcher.lookingAt() && !matcher.group(1).isEmpty()) {
      tokens.add(matcher.group(1));
      matcher.region(matcher.end(), formula.length());
    }
    tokens.add(END);
    return tokens;
  }

  private Expression sum() {
    Expression left = product();
    while (true) {
      if (accept("+")) {
        left = new Expression.Operation(Operator.ADD, left, product());
      } else if (accept("-")) {
        left = new Expression.Operation(Operator.SUBTRACT, left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = factor();
    while (true) {
      if (accept("*")) {
        left = new Expression.Operation(Operator.MULTIPLY, left, factor());
      } else if (accept("/")) {
        left = new Expression.Operation(Operator.DIVIDE, left, factor());
      } else {
        return left;
      }
    }
  }

  private Expression factor() {
    if (++nesting > MAX_NESTING) {
      throw new FormulaException("nested more than " + MAX_NESTING + " deep");
    }
    try {
      return accept("-") ? new Expression.Negation(factor()) : operand();
    } finally {
      nesting--;
    }
  }

  private Expression operand() {
    if (accept("(")) {
      Expression inner = sum();
      require(")");
      return inner;
    }
    String token = peek();
    if (token.equalsIgnoreCase("SUM")) {
      position++;
      return sumFunction();
    }
    if (NUMBER.matcher(token).matches()) {
      position++;
      return new Expression.Constant(new BigDecimal(token));
    }
    return new Expression.Reference(cell());
  }

  private Expression sumFunction() {
    List<Expression> terms = new ArrayList<>();
    List<CellName> cells = new ArrayList<>();
    require("(");
    do {
      if (CellName.parse(peek()).isPresent() && tokens.get(position + 1).equals(":")) {
        CellName corner = cell();
        require(":");
        cells.addAll(CellName.rectangle(corner, cell()));
      } else {
        terms.add(sum());
      }
    } while (accept(","));
    require(")");
    return new Expression.Sum(List.copyOf(terms), List.copyOf(cells));
  }

  private CellName cell() {
    Optional<CellName> name = CellName.parse(peek());
    position += name.isPresent() ? 1 : 0;
    return name.orElseThrow(() -> expected("a number, a cell, SUM( or ("));
  }

  private String peek() {
    return tokens.get(position);
  }

  private boolean accept(String token) {
    boolean accepted = peek().equals(token);
    position += accepted ? 1 : 0;
    return accepted;
  }

  private void require(String token) {
    if (!accept(token)) {
      throw expected("“" + token + "”");
    }
  }

  private FormulaException expected(String what) {
    String found = peek().equals(END) ? "the end" : "“" + peek() + "”";
    return new FormulaException("expected " + what + ", found " + found);
  }
}
