package io.skipruntime.oracle;

import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.EagerCollection;
import io.skipruntime.LazyCollection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The command of a program: it reads a few entries of its nodes, and writes to a few inputs what
 * depends on them; or refuses, if they make an unlucky number. A seed says which.
 */
record Mixing(Program program, long seed) {

  /** The name of the command. */
  static final String NAME = "mix";

  private static final int UNLUCKY = 7;
  private static final int FACTOR = 31;

  /**
   * Carries the command out.
   *
   * @param nodes the collections of the program
   */
  long run(Inputs inputs, List<Object> nodes, CommandContext context) {
    SplittableRandom random = new SplittableRandom(seed);
    int sum = 0;
    do {
      int node = random.nextInt(program.nodes().size());
      Kind keys = program.nodes().get(node).key();
      sum = FACTOR * sum + read(nodes.get(node), keys.of(random.nextInt(5)), random);
    } while (random.nextInt(3) > 0);
    if (Math.floorMod(sum, UNLUCKY) == 1) {
      throw CommandRefusedException.conflict("an unlucky number: " + sum);
    }
    do {
      write(inputs, random, sum, context);
    } while (random.nextInt(3) == 0);
    return sum;
  }

  @SuppressWarnings("unchecked") // keys are of the node's kind
  private static int read(Object node, Object key, SplittableRandom random) {
    List<Object> values;
    if (node instanceof LazyCollection<?, ?> lazy) {
      values = ((LazyCollection<Object, Object>) lazy).get(key);
    } else if (random.nextInt(4) == 0) {
      return ((EagerCollection<Object, Object>) node).size();
    } else {
      values = ((EagerCollection<Object, Object>) node).get(key);
    }
    return values.stream().mapToInt(Kind::number).sum();
  }

  @SuppressWarnings("unchecked") // keys and values are of the input's kinds
  private void write(Inputs inputs, SplittableRandom random, int sum, CommandContext context) {
    List<Input> declared =
        program.nodes().stream()
            .filter(node -> node.operator() == Operator.INPUT)
            .map(node -> Input.ALL.get(node.a()))
            .toList();
    Input input = declared.isEmpty() ? Input.LONGS : declared.get(random.nextInt(declared.size()));
    EagerCollection<Object, Object> collection = (EagerCollection<Object, Object>) inputs.of(input);
    Object key = input.key().of(random.nextInt(3) == 0 ? sum : random.nextInt(5));
    if (random.nextInt(5) == 0) {
      context.remove(collection, key);
    } else {
      context.put(collection, key, input.value().of(Math.floorMod(sum + random.nextInt(3), 5)));
    }
  }
}
