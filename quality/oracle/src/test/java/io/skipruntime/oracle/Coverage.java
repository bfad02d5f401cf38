package io.skipruntime.oracle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which combinations cases have: pairs of operators of which one works on the other, what mappers
 * look up and create, kinds of keys and values, what resources read, kinds of steps.
 */
final class Coverage {

  private static final Set<Operator> IN_RESOURCES = Set.of(Operator.PASS, Operator.PEEK);

  private final Set<String> seen = new HashSet<>();

  Set<String> seen() {
    return seen;
  }

  void add(Case subject) {
    seen.add("settings " + subject.settings());
    subject.programs().forEach(this::add);
    for (Step step : subject.steps()) {
      seen.add(
          step instanceof Step.External external
              ? "external " + external.event()
              : step.getClass().getSimpleName());
    }
  }

  private void add(Program program) {
    for (Operation node : program.nodes()) {
      add(node, program.nodes(), node);
    }
    for (ResourceLine resource : program.resources()) {
      seen.add("resource reads " + resource.reading());
      Operation before = resource.chain().getFirst();
      for (Operation each : resource.chain()) {
        seen.add("resource has " + each.operator());
        add(each, program.nodes(), before);
        before = each;
      }
    }
  }

  private void add(Operation operation, List<Operation> nodes, Operation previous) {
    seen.add(operation.operator() + " keys " + operation.key());
    seen.add(operation.operator() + " values " + operation.value());
    for (int i = 0; i < operation.on().size(); i++) {
      int number = operation.on().get(i);
      Operation below = number == Operation.PREVIOUS ? previous : nodes.get(number);
      boolean looksUp = i > 0 && operation.operator().looksUp();
      seen.add(operation.operator() + (looksUp ? " looks up " : " on ") + below.operator());
    }
    operation
        .inner()
        .ifPresent(inner -> seen.add(operation.operator() + " has " + inner.operator()));
    if (operation.operator() == Operator.REDUCE || operation.operator() == Operator.MAP_REDUCE) {
      seen.add(operation.operator() + " by " + Reduction.of(operation.a()));
    }
  }

  /** All that is to be seen. */
  static Set<String> wanted() {
    Set<String> wanted = new HashSet<>();
    for (Operator operator : Operator.ALL) {
      addWanted(operator, wanted);
    }
    ResourceLine.Reading.ALL.forEach(reading -> wanted.add("resource reads " + reading));
    Step.ExternalEvent.ALL.forEach(event -> wanted.add("external " + event));
    for (Class<?> step : Step.class.getPermittedSubclasses()) {
      if (step != Step.External.class) {
        wanted.add(step.getSimpleName());
      }
    }
    Settings.ALL.forEach(settings -> wanted.add("settings " + settings));
    return wanted;
  }

  private static void addWanted(Operator operator, Set<String> wanted) {
    if (operator != Operator.INPUT && !operator.isLazy()) {
      wanted.add("resource has " + operator);
    }
    if (operator != Operator.INPUT && operator != Operator.EXTERNAL) {
      for (Operator below : Operator.ALL) {
        if (below != Operator.PEEK && mayBeOn(operator, below)) {
          wanted.add(operator + " on " + below);
        }
        if (operator.looksUp()
            && below.isLazy() == operator.asks()
            && !IN_RESOURCES.contains(below)) {
          wanted.add(operator + " looks up " + below);
        }
      }
      List<Kind> kinds =
          Kind.ALL.stream()
              .filter(kind -> operator != Operator.CLOSURE || kind.hasOneForm())
              .toList();
      kinds.forEach(kind -> wanted.add(operator + " keys " + kind));
      boolean hasValuesOfItsOwn = operator == Operator.REDUCE || operator == Operator.MAP_REDUCE;
      if (!hasValuesOfItsOwn) {
        kinds.forEach(kind -> wanted.add(operator + " values " + kind));
      }
    }
    addWantedInside(operator, wanted);
  }

  private static boolean mayBeOn(Operator operator, Operator below) {
    if (operator == Operator.LAZY_OVER) {
      return below.isLazy();
    }
    if (operator == Operator.PEEK && below == Operator.INPUT) {
      return false;
    }
    boolean isOnlyShared = operator.isLazy() || operator == Operator.PASS;
    return !below.isLazy() && !(isOnlyShared && IN_RESOURCES.contains(below));
  }

  private static void addWantedInside(Operator operator, Set<String> wanted) {
    for (Operator inner : Operator.ALL) {
      if (operator == Operator.MAP_REDUCE && inner.isMapper()) {
        wanted.add(operator + " has " + inner);
      }
      if (inner.isLazy() && (operator == Operator.ASK || operator == Operator.ASK_SAFELY)) {
        wanted.add(operator + " has " + inner);
      }
      boolean isCreated = inner != Operator.INPUT && !IN_RESOURCES.contains(inner);
      if (operator == Operator.NEST && isCreated) {
        wanted.add(operator + " has " + inner);
      }
    }
    if (operator == Operator.REDUCE || operator == Operator.MAP_REDUCE) {
      Reduction.ALL.forEach(reduction -> wanted.add(operator + " by " + reduction));
    }
  }
}
