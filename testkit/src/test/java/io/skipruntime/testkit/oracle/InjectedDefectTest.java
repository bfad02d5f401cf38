package io.skipruntime.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The oracle can fail: here evaluation from scratch thinks something else of an operator. */
class InjectedDefectTest {

  private static UnaryOperator<Operation> taking(Operator operator, Operator instead) {
    return node ->
        node.operator() == operator
            ? new Operation(
                instead,
                node.on().subList(0, 1),
                node.key(),
                node.value(),
                node.asked(),
                node.a(),
                node.b(),
                Optional.empty())
            : node;
  }

  private static Program defective(Program program, UnaryOperator<Operation> defect) {
    return new Program(
        program.nodes().stream().map(defect).toList(),
        program.resources().stream()
            .map(each ->
                new ResourceLine(
                    each.reading(),
                    each.node(),
                    each.keys(),
                    each.chain().stream().map(defect).toList()))
            .toList());
  }

  private static Case firstFound(UnaryOperator<Operation> defect) {
    UnaryOperator<Program> understood = program -> defective(program, defect);
    for (long seed = 1; ; seed++) {
      Case subject = Cases.random(seed, 50);
      if (Trial.run(subject, understood).difference().isPresent()) {
        return Shrinking.of(subject, each -> Trial.run(each, understood).difference().isPresent());
      }
    }
  }

  @Test
  void defectOfAnOperator_isFoundAndShrunkToAFewLines() {
    Case take = firstFound(taking(Operator.TAKE, Operator.SAME));
    assertThat(take.programs()).hasSize(1);
    assertThat(take.programs().getFirst().nodes()).hasSizeLessThanOrEqualTo(3);
    assertThat(take.steps()).hasSizeLessThanOrEqualTo(3);
    assertThat(take.toString()).contains("TAKE");
  }

  @Test
  void defectOfALookup_isFoundAndShrunkToAFewLines() {
    Case lookup = firstFound(taking(Operator.LOOKUP, Operator.SAME));
    assertThat(lookup.programs().getFirst().nodes()).hasSizeLessThanOrEqualTo(4);
    assertThat(lookup.steps()).hasSizeLessThanOrEqualTo(4);
    assertThat(lookup.toString()).contains("LOOKUP");
  }
}
