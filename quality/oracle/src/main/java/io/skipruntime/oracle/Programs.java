package io.skipruntime.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Random programs: each node over earlier ones, of kinds that fit. */
final class Programs {

  private static final int MOST_NODES = 20;
  private static final int MOST_THROWING = 2;
  private static final Set<Operator> THROWING_LOOKUPS =
      Set.of(Operator.FIND, Operator.NEED, Operator.DEFAULT);

  private final SplittableRandom random;
  private final List<Operation> nodes = new ArrayList<>();
  private int throwing;
  private boolean isFirst;
  private boolean inResource;

  private Programs(SplittableRandom random) {
    this.random = random;
  }

  /**
   * A program over the given inputs.
   *
   * @param isFirst whether it is to start, as far as that can be seen
   */
  static Program random(SplittableRandom random, List<Input> inputs, boolean isFirst) {
    Programs making = new Programs(random);
    making.isFirst = isFirst;
    making.addInputs(inputs);
    int size = inputs.size() + 2 + random.nextInt(MOST_NODES - inputs.size() - 1);
    while (making.nodes.size() < size) {
      making.nodes.add(making.operation());
    }
    return new Program(making.nodes, making.resources());
  }

  /** A program that has the first nodes of another. */
  static Program mutated(SplittableRandom random, Program other, List<Input> inputs) {
    Programs making = new Programs(random);
    int kept = inputs.size() + random.nextInt(other.nodes().size() - inputs.size() + 1);
    making.nodes.addAll(other.nodes().subList(0, kept));
    making.throwing = MOST_THROWING;
    while (making.nodes.size() < other.nodes().size()) {
      making.nodes.add(making.operation());
    }
    List<ResourceLine> resources = making.resources();
    if (random.nextBoolean()) {
      resources.set(0, other.resources().getFirst());
      if (making.fits(resources.getFirst(), other)) {
        return new Program(making.nodes, resources);
      }
      resources = making.resources();
    }
    return new Program(making.nodes, resources);
  }

  /** Whether the nodes that a resource of another program uses are the same here. */
  private boolean fits(ResourceLine line, Program other) {
    return nodes.equals(other.nodes())
        || (line.chain().stream()
                .flatMap(each -> each.on().stream())
                .allMatch(i -> isSame(i, other))
            && isSame(line.node(), other));
  }

  private boolean isSame(int node, Program other) {
    return node == Operation.PREVIOUS
        || (node < nodes.size() && nodes.get(node).equals(other.nodes().get(node)));
  }

  private void addInputs(List<Input> inputs) {
    for (Input input : inputs) {
      nodes.add(
          Operation.of(Operator.INPUT, List.of(), input.key(), input.value())
              .with(Input.ALL.indexOf(input), 0));
    }
  }

  private List<ResourceLine> resources() {
    inResource = true;
    throwing = Math.min(throwing, MOST_THROWING - 1); // one at least is left for resources
    List<ResourceLine> resources = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      resources.add(resource());
    }
    return resources;
  }

  private ResourceLine resource() {
    ResourceLine.Reading reading =
        ResourceLine.Reading.ALL.get(random.nextInt(ResourceLine.Reading.ALL.size()));
    int node = pick(each -> each.operator().isLazy()).orElse(-1);
    if (reading == ResourceLine.Reading.ASK && node < 0) {
      reading = ResourceLine.Reading.GET;
    }
    if (reading != ResourceLine.Reading.ASK) {
      node = eager();
    }
    List<Operation> chain = new ArrayList<>();
    int last = eager();
    add(
        chain,
        last,
        nodes.get(last),
        reading == ResourceLine.Reading.NOTHING || random.nextInt(3) == 0
            ? over(Operator.PASS, last, nodes.get(last))
            : eagerOver(last, nodes.get(last)));
    while (random.nextInt(3) == 0) {
      Operation before = chain.getLast();
      add(
          chain,
          Operation.PREVIOUS,
          before,
          random.nextInt(4) == 0
              ? over(Operator.PEEK, Operation.PREVIOUS, before)
              : eagerOver(Operation.PREVIOUS, before));
    }
    return new ResourceLine(reading, node, nodes.get(node).key(), chain);
  }

  /** Adds an operation to the chain of a resource; if that grew too large, one that does not. */
  private void add(List<Operation> chain, int node, Operation input, Operation made) {
    chain.add(made);
    if (!new Growth(nodes).staysSmall(chain)) {
      chain.set(chain.size() - 1, sameAs(node, input));
    }
  }

  /** An operation of a resource: now and then one that the shared graph has, too. */
  private Operation eagerOver(int node, Operation input) {
    Operation made = nodes.getLast();
    boolean echoes = node != Operation.PREVIOUS && random.nextInt(4) == 0;
    while (!echoes || made.operator().isLazy() || made.operator() == Operator.INPUT) {
      made = over(operator(), node, input);
      echoes = true;
    }
    return made;
  }

  private Operator operator() {
    Operator operator;
    do {
      operator =
          random.nextInt(8) == 0
              ? (random.nextBoolean() ? Operator.REDUCE : Operator.MAP_REDUCE)
              : Operator.ALL.get(1 + random.nextInt(Operator.ALL.size() - 1));
    } while (operator == Operator.PEEK || operator == Operator.PASS);
    return operator;
  }

  private Operation operation() {
    if (random.nextInt(12) == 0) {
      return nodes.get(nodes.size() - 1 - random.nextInt(Math.min(4, nodes.size())));
    }
    int node = random.nextInt(3) == 0 ? eager() : lastEager();
    Operation made = over(operator(), node, nodes.get(node));
    return new Growth(nodes).staysSmall(made) ? made : sameAs(node, nodes.get(node));
  }

  /** The operation that gives the first values of what it is applied to. */
  private static Operation sameAs(int node, Operation input) {
    return Operation.of(Operator.SAME, List.of(node), input.key(), input.value());
  }

  private int eager() {
    return pick(each -> !each.operator().isLazy()).orElseThrow();
  }

  private int lastEager() {
    int node = nodes.size() - 1 - random.nextInt(Math.min(3, nodes.size()));
    return nodes.get(node).operator().isLazy() ? eager() : node;
  }

  private Optional<Integer> pick(Predicate<Operation> condition) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (condition.test(nodes.get(i))) {
        fitting.add(i);
      }
    }
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(random.nextInt(fitting.size())));
  }

  private Kind kind(Kind usual) {
    return random.nextInt(3) > 0 ? usual : Kind.ALL.get(random.nextInt(Kind.ALL.size()));
  }

  private boolean mayThrow() {
    return throwing++ < MOST_THROWING;
  }

  /** An operation of the given operator if that fits, over a node and others of choice. */
  private Operation over(Operator operator, int node, Operation input) {
    int a = random.nextInt(12);
    int b = random.nextInt(12);
    Operation same = Operation.of(operator, List.of(node), input.key(), input.value()).with(a, b);
    return switch (operator) {
      case INPUT, EXTERNAL -> external(a);
      case PASS, PEEK, SLICE, SLICES, TAKE, PAGE, FILL, KEEP, DISTINCT, TOP, TOP_BY, DURING, LAZY ->
          same;
      case TURN, WINDOW ->
          Operation.of(operator, List.of(node), input.key(), kind(input.value())).with(a, b);
      case KEY_BY ->
          Operation.of(operator, List.of(node), kind(input.key()), input.value()).with(a, b);
      case JOIN, LEFT_JOIN, SEMI_JOIN, ANTI_JOIN, JOIN_ON, REFER -> joined(same);
      case CLOSURE -> closure(same);
      case STOP -> stop(same);
      case BESIDE -> beside(same);
      case UNIQUE, THROW, LAZY_THROW, LAZY_CHAIN ->
          mayThrow() ? (operator.isLazy() ? same : mapper(operator, node, input)) : same(same);
      case REDUCE -> reduce(same);
      case MAP_REDUCE -> mapReduce(node, input, b);
      case MERGE -> merge(same);
      case LAZY_OVER -> lazyOver(same);
      case NEST -> nest(node, input, a, b);
      default -> mapper(operator, node, input);
    };
  }

  private static Operation same(Operation operation) {
    return new Operation(
        Operator.SAME,
        operation.on(),
        operation.key(),
        operation.value(),
        operation.asked(),
        operation.a(),
        operation.b(),
        Optional.empty());
  }

  /** In the graph that all share it fails now and then; elsewhere that depends on what is read. */
  private Operation stop(Operation over) {
    boolean mayFail = inResource || (!isFirst && random.nextInt(4) == 0);
    return mayFail || !Wiring.stops(over.a()) ? over : over.with(over.a() + 1, over.b());
  }

  private Operation external(int a) {
    return Operation.of(
            Operator.EXTERNAL, List.of(), Kind.LONG, random.nextBoolean() ? Kind.LONG : Kind.STRING)
        .with(a, 0);
  }

  private Operation mapper(Operator operator, int node, Operation input) {
    List<Integer> on = new ArrayList<>(List.of(node));
    Kind asked = Kind.LONG;
    Operator actual = operator;
    if (operator.looksUp()) {
      Optional<Integer> other = pick(each -> each.operator().isLazy() == operator.asks());
      if (operator.asks() && random.nextInt(3) == 0) {
        return asking(operator, on, input);
      }
      if (other.isEmpty() || (THROWING_LOOKUPS.contains(operator) && !mayThrow())) {
        actual = Operator.SIZE;
        other = Optional.of(eager());
      }
      on.add(other.get());
      asked = nodes.get(other.get()).key();
    }
    return Operation.of(actual, on, kind(input.key()), kind(input.value()))
        .with(random.nextInt(12), random.nextInt(12))
        .asking(asked);
  }

  /** A mapper that looks up its own key in a collection with keys of the same kind. */
  private Operation beside(Operation over) {
    return pick(each -> !each.operator().isLazy() && each.key() == over.key())
        .map(other ->
            Operation.of(
                    Operator.BESIDE,
                    List.of(over.on().getFirst(), other),
                    kind(over.key()),
                    kind(over.value()))
                .with(over.a(), over.b())
                .asking(over.key()))
        .orElseGet(() -> same(over));
  }

  /** A mapper that asks a lazy collection created for it. */
  private Operation asking(Operator operator, List<Integer> on, Operation input) {
    int base = eager();
    List<Operator> lazies = Operator.ALL.stream().filter(Operator::isLazy).toList();
    Operator kind = lazies.get(random.nextInt(lazies.size()));
    Operation lazy = over(kind, base, nodes.get(base));
    if (!lazy.operator().isLazy()) {
      lazy =
          Operation.of(
              Operator.LAZY, List.of(base), nodes.get(base).key(), nodes.get(base).value());
    }
    on.addAll(lazy.on());
    return Operation.of(operator, on, kind(input.key()), kind(input.value()))
        .with(random.nextInt(12), random.nextInt(12))
        .asking(lazy.key())
        .containing(lazy);
  }

  private Operation reduce(Operation over) {
    Reduction reduction = reduction(over.value());
    return Operation.of(Operator.REDUCE, over.on(), over.key(), reduction.result(over.value()))
        .with(Reduction.ALL.indexOf(reduction), parameter(reduction, over.b()));
  }

  private Reduction reduction(Kind values) {
    Reduction reduction =
        random.nextInt(6) == 0 ? Reduction.SUM : Reduction.of(random.nextInt(Reduction.ALL.size()));
    boolean fits =
        switch (reduction) {
          case SUM -> values.isNumber();
          default -> !reduction.fails() || mayThrow();
        };
    return fits ? reduction : Reduction.MODULAR;
  }

  /** The parameter of a reducer: seldom one with which it always fails. */
  private int parameter(Reduction reduction, int number) {
    boolean alwaysFails =
        reduction == Reduction.INITIAL_THROWS && !inResource && random.nextInt(8) > 0;
    return alwaysFails ? 1 : number;
  }

  private Operation mapReduce(int node, Operation input, int b) {
    Operation mapper = mapperWithin(node, input);
    Reduction reduction = reduction(mapper.value());
    return Operation.of(
            Operator.MAP_REDUCE, mapper.on(), mapper.key(), reduction.result(mapper.value()))
        .with(Reduction.ALL.indexOf(reduction), parameter(reduction, b))
        .containing(mapper);
  }

  private Operation mapperWithin(int node, Operation input) {
    Operation mapper;
    do {
      mapper = over(operator(), node, input);
    } while (!mapper.operator().isMapper());
    return mapper;
  }

  private Operation merge(Operation over) {
    List<Integer> on = new ArrayList<>(over.on());
    for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
      pick(each ->
              !each.operator().isLazy() && each.key() == over.key() && each.value() == over.value())
          .ifPresent(on::add);
    }
    return Operation.of(Operator.MERGE, on, over.key(), over.value());
  }

  /** An operator on rows of two collections, or one of one if there is no other that fits. */
  private Operation joined(Operation over) {
    Operator operator = over.operator();
    Optional<Integer> other =
        pick(each ->
            !each.operator().isLazy() && (!operator.joinsKeys() || each.key() == over.key()));
    if (other.isEmpty()) {
      return same(over);
    }
    boolean keepsValues = operator == Operator.SEMI_JOIN || operator == Operator.ANTI_JOIN;
    Kind value = keepsValues ? over.value() : kind(over.value());
    Kind key = operator == Operator.JOIN_ON ? kind(over.key()) : over.key();
    return Operation.of(operator, List.of(over.on().getFirst(), other.get()), key, value)
        .with(over.a(), over.b())
        .asking(nodes.get(other.get()).key());
  }

  /** Rows that follow from the values, if their kind has one form for each. */
  private Operation closure(Operation over) {
    if (!over.value().hasOneForm()) {
      return same(over);
    }
    int other = eager();
    return Operation.of(
            Operator.CLOSURE, List.of(over.on().getFirst(), other), over.value(), over.value())
        .with(over.a(), over.b())
        .asking(nodes.get(other).key());
  }

  private Operation lazyOver(Operation over) {
    Optional<Integer> lazy = pick(each -> each.operator().isLazy());
    if (lazy.isEmpty()) {
      return new Operation(
          Operator.LAZY,
          over.on(),
          over.key(),
          over.value(),
          over.asked(),
          over.a(),
          over.b(),
          Optional.empty());
    }
    Operation below = nodes.get(lazy.get());
    return Operation.of(Operator.LAZY_OVER, List.of(lazy.get()), below.key(), below.value())
        .with(over.a(), over.b());
  }

  /** What a mapper creates: half of the time about what is in the program already. */
  private Operation created() {
    Operation created;
    do {
      int base = eager();
      Operation any = nodes.get(random.nextInt(nodes.size()));
      created =
          random.nextBoolean()
              ? any.inner().filter(inner -> any.operator() == Operator.NEST).orElse(any)
              : over(operator(), base, nodes.get(base));
    } while (created.operator() == Operator.INPUT || depth(created) > 1);
    return created;
  }

  private static int depth(Operation operation) {
    return operation.inner().map(inner -> 1 + depth(inner)).orElse(0);
  }

  private Operation nest(int node, Operation input, int a, int b) {
    Operation created = created();
    List<Integer> on = new ArrayList<>(List.of(node));
    on.addAll(created.on());
    return Operation.of(Operator.NEST, on, kind(input.key()), kind(created.value()))
        .with(a, b)
        .containing(created);
  }
}
