package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {

  private static final Operation INPUT =
      Operation.of(Operator.INPUT, List.of(), Kind.LONG, Kind.LONG);

  private static Operation on(Operator operator, Integer... nodes) {
    return Operation.of(operator, List.of(nodes), Kind.LONG, Kind.LONG);
  }

  private static Operation nest(int node, int over) {
    return on(Operator.NEST, node, over).containing(on(Operator.SAME, over));
  }

  @Test
  void joins_growTooLarge_whenTheyAreOfJoins() {
    List<Operation> nodes = List.of(INPUT, on(Operator.JOIN_ON, 0, 0));
    assertThat(new Growth(nodes).staysSmall(on(Operator.JOIN_ON, 0, 0))).isTrue();
    assertThat(new Growth(nodes).staysSmall(on(Operator.JOIN_ON, 1, 0))).isFalse();
    assertThat(new Growth(nodes).staysSmall(on(Operator.REDUCE, 1))).isTrue();
  }

  @Test
  void merges_growTooLarge_whenTheyDoubleWhatDoubles() {
    List<Operation> nodes = new ArrayList<>(List.of(INPUT));
    while (new Growth(nodes).staysSmall(on(Operator.MERGE, nodes.size() - 1, nodes.size() - 1))) {
      nodes.add(on(Operator.MERGE, nodes.size() - 1, nodes.size() - 1));
    }
    assertThat(nodes).hasSizeBetween(5, 10);
  }

  @Test
  void mapperThatCreates_growsTooLarge_whenItCreatesMuchForEachOfMany() {
    List<Operation> nodes = List.of(INPUT, nest(0, 0));
    assertThat(new Growth(nodes).staysSmall(nest(0, 0))).isTrue();
    assertThat(new Growth(nodes).staysSmall(nest(1, 1))).isFalse();
  }

  @Test
  void chain_growsTooLarge_whenItsPartsMultiply() {
    Operation joined = on(Operator.JOIN_ON, Operation.PREVIOUS, 0);
    Growth growth = new Growth(List.of(INPUT));
    assertThat(growth.staysSmall(List.of(on(Operator.PASS, 0), joined))).isTrue();
    assertThat(growth.staysSmall(List.of(on(Operator.PASS, 0), joined, joined))).isFalse();
  }

  /** Seed 900333 made one that ran for minutes and took gigabytes. */
  @Test
  void programs_staySmall_whateverTheSeed() {
    for (long seed = 900_000; seed < 901_000; seed++) {
      for (Program program : Cases.random(seed, 1).programs()) {
        Growth growth = new Growth(program.nodes());
        assertThat(program.nodes()).as("seed %d", seed).allMatch(growth::staysSmall);
        assertThat(program.resources()).allMatch(each -> growth.staysSmall(each.chain()));
      }
    }
  }
}
