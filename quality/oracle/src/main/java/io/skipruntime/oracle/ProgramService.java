package io.skipruntime.oracle;

import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The service that a program describes.
 *
 * @param initialData what its inputs hold when it starts
 */
record ProgramService(Program program, ExternalService source, InitialData initialData)
    implements SkipService<Inputs, ProgramService.Shared> {

  ProgramService(Program program, ExternalService source) {
    this(program, source, InitialData.empty());
  }

  /** All nodes of the program. */
  record Shared(List<Object> nodes) {}

  @Override
  public Resources<Shared> resources() {
    Resources<Shared> resources = Resources.empty();
    for (int i = 0; i < program.resources().size(); i++) {
      ResourceLine line = program.resources().get(i);
      resources =
          resources.and(
              Program.resourceName(i), Long.class, parameter -> new Built(line, parameter));
    }
    return resources;
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    Program mixed = program;
    return Commands.of(
        Mixing.NAME,
        Long.class,
        Long.class,
        seed -> {
          Mixing mixing = new Mixing(mixed, seed);
          return (inputs, shared, context) -> mixing.run(inputs, shared.nodes(), context);
        });
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of(ScriptedSource.NAME, source);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    List<Object> nodes = new ArrayList<>();
    for (Operation node : program.nodes()) {
      nodes.add(
          node.operator() == Operator.INPUT
              ? in.of(Input.ALL.get(node.a()))
              : Wiring.build(node, node.on().stream().map(nodes::get).toList(), context, 0));
    }
    return new Shared(List.copyOf(nodes));
  }

  /** A resource with its parameter. */
  private record Built(ResourceLine line, long parameter) implements Resource<Shared> {

    @Override
    public EagerCollection<?, ?> instantiate(Shared shared, Context context) {
      int extra = (int) parameter + read(shared.nodes().get(line.node()));
      Object built = shared.nodes().get(line.node());
      for (Operation each : line.chain()) {
        Object previous = built;
        List<Object> on =
            each.on().stream()
                .map(i -> i == Operation.PREVIOUS ? previous : shared.nodes().get(i))
                .toList();
        if (each.operator() == Operator.PEEK) {
          extra += Kind.number(unique(previous, each.key().of(each.a())));
        } else {
          built = Wiring.build(each, on, context, extra);
        }
      }
      return (EagerCollection<?, ?>) built;
    }

    @SuppressWarnings("unchecked") // programs look up keys of the right kind
    private static Object unique(Object collection, Object key) {
      return ((EagerCollection<Object, Object>) collection).getUnique(key);
    }

    @SuppressWarnings("unchecked") // programs look up keys of the right kind
    private int read(Object node) {
      Object key = line.keys().of((int) parameter);
      return switch (line.reading()) {
        case NOTHING -> 0;
        case GET ->
            ((EagerCollection<Object, Object>) node).get(key).stream().mapToInt(Kind::number).sum();
        case UNIQUE -> Kind.number(unique(node, key));
        case SIZE -> ((EagerCollection<Object, Object>) node).size();
        case ASK ->
            ((LazyCollection<Object, Object>) node).get(key).stream().mapToInt(Kind::number).sum();
      };
    }
  }
}
