package io.skipruntime.oracle;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.spi.CollectionsByName;
import java.util.ArrayList;
import java.util.List;

/**
 * The service of a program that shares all its eager collections by name, so that shards can
 * compute them and evaluation from scratch can be asked for each.
 */
record ShardedProgram(Program program) implements SkipService<Inputs, CollectionsByName> {

  /** The resource that gives the shared collection of a name. */
  static final String NAMED = "named";

  /** Whether shards can compute a program: they have no external resources and no clock. */
  static boolean fits(Program program) {
    return program.nodes().stream()
        .map(Operation::toString)
        .noneMatch(text ->
            text.contains(Operator.EXTERNAL.name()) || text.contains(Operator.DURING.name()));
  }

  @Override
  public Resources<CollectionsByName> resources() {
    return Resources.of(NAMED, String.class, Named::new);
  }

  private record Named(String name) implements Resource<CollectionsByName> {

    @Override
    public EagerCollection<?, ?> instantiate(CollectionsByName shared, Context context) {
      return (EagerCollection<?, ?>) shared.collections().get(shared.names().indexOf(name));
    }
  }

  @Override
  public CollectionsByName createGraph(Inputs in, Context context) {
    List<Object> nodes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Object> shared = new ArrayList<>();
    for (Operation node : program.nodes()) {
      Object built =
          node.operator() == Operator.INPUT
              ? in.of(Input.ALL.get(node.a()))
              : Wiring.build(node, node.on().stream().map(nodes::get).toList(), context, 0);
      if (built instanceof EagerCollection<?, ?>) {
        names.add("n" + nodes.size());
        shared.add(built);
      }
      nodes.add(built);
    }
    return new CollectionsByName(names, shared);
  }
}
