package io.skipruntime.examples.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {

  private static final Map<String, Json> CELLS =
      Map.of(
          "A1", Json.of(1),
          "A2", Json.of(2),
          "B1", Json.of(10),
          "B2", Json.of("text"),
          "AA10", Json.of(100));

  private static Json valueOf(String formula) {
    return FormulaParser.parse(formula)
        .evaluate(name -> Optional.ofNullable(CELLS.get(name.toString())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 + 2 * 3        | 7
          (1 + 2) * 3      | 9
          10 - 4 - 3       | 3
          100 / 10 / 5     | 2
          2 * -3           | -6
          --4              | 4
          -(1 + 1) * 2     | -4
          1 - -1           | 2
          0.1 + 0.2        | 0.3
          .5 * 2.          | 1
          1 / 8            | 0.125
          1 / 3            | 0.3333333333333333333333333333333333
          ((((7))))        | 7
          1+2              | 3
          """)
  void arithmetic_bindsAsUsual_andIsDecimal(String formula, String expected) {
    assertThat(valueOf(formula)).isEqualTo(Json.parse(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A1 + A2             | 3
          a1 * b1             | 10
          AA10 - Z99          | 100
          Z99                 | 0
          B2                  | "text"
          SUM(A1:A2)          | 3
          SUM(A1:B2)          | 13
          sum(b2:a1)          | 13
          SUM(A1:A2, B1, 5*2) | 23
          SUM(A1)             | 1
          SUM(Z1:Z9)          | 0
          -SUM(A1:A2) / 3     | -1
          SUM(SUM(A1:A2), A1) | 4
          """)
  void references_giveTheValuesOfCells(String formula, String expected) {
    assertThat(valueOf(formula)).isEqualTo(Json.parse(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 +               | expected a number, a cell, SUM( or (, found the end
          1 2               | expected an operator, found “2”
          (1                | expected “)”, found the end
          1)                | expected an operator, found “)”
          1..2              | expected an operator, found “.2”
          * 2               | expected a number, a cell, SUM( or (, found “*”
          A0                | expected a number, a cell, SUM( or (, found “A0”
          ABCD1             | expected a number, a cell, SUM( or (, found “ABCD1”
          A1:B2             | expected an operator, found “:”
          SUM               | expected “(”, found the end
          SUM()             | expected a number, a cell, SUM( or (, found “)”
          SUM(A1:)          | expected a number, a cell, SUM( or (, found “)”
          SUM(A1:B2         | expected “)”, found the end
          AVERAGE(A1:B2)    | expected a number, a cell, SUM( or (, found “AVERAGE”
          SUM(A1:ZZ9999)    | a range of more than 10000 cells
          1 / 0             | division by zero
          A1 / (A2 - 2)     | division by zero
          1 + B2            | not a number: "text"
          -B2               | not a number: "text"
          SUM(B2)           | not a number: "text"
          """)
  void mistakes_areNamed(String formula, String message) {
    assertThatThrownBy(() -> valueOf(formula))
        .isInstanceOf(FormulaException.class)
        .hasMessage(message);
  }

  @Test
  void emptyFormula_isAMistake() {
    assertThatThrownBy(() -> valueOf("  ")).hasMessageEndingWith("found the end");
  }

  @Test
  void excess_isRefused_insteadOfExhaustingTheProcess() {
    assertThatThrownBy(() -> valueOf("(".repeat(500))).hasMessage("nested more than 200 deep");
    assertThatThrownBy(() -> valueOf("-".repeat(500))).hasMessage("nested more than 200 deep");
    assertThatThrownBy(() -> valueOf("1+".repeat(5_000)))
        .hasMessage("a formula of more than 1000 characters");
    BigDecimal large = new BigDecimal("1e6000");
    assertThatThrownBy(() -> Arithmetic.multiply(large, large))
        .hasMessageContaining("out of range");
    assertThatThrownBy(() -> Arithmetic.divide(BigDecimal.TWO, large.pow(2)))
        .hasMessageContaining("out of range");
  }

  @Test
  void cellNames_areParsedAndWrittenAlike() {
    for (String name : new String[] {"A1", "Z9", "AA10", "AZ1", "BA7", "ZZ100", "ZZZ9999999"}) {
      assertThat(CellName.parse(name).map(CellName::toString)).contains(name);
    }
    assertThat(CellName.parse("aB3").map(CellName::toString)).contains("AB3");
    assertThat(CellName.parse("A01")).isEmpty();
    assertThat(CellName.parse("A")).isEmpty();
    assertThat(CellName.parse("1A")).isEmpty();
  }
}
