package io.skipruntime.oracle;

import io.skipruntime.json.Json;
import io.skipruntime.testkit.comparison.Shortening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The search for a smaller case that still fails: it leaves out steps, programs, resources and
 * nodes, then makes what is left simpler. What it arrives at cannot be made smaller by any one of
 * these changes.
 */
final class Shrinking {

  private final Predicate<Case> fails;
  private Case best;

  private Shrinking(Case failing, Predicate<Case> fails) {
    this.best = failing;
    this.fails = fails;
  }

  /** A small case that fails; {@code failing} must. */
  static Case of(Case failing, Predicate<Case> fails) {
    Shrinking shrinking = new Shrinking(failing, fails);
    Case before;
    do {
      before = shrinking.best;
      shrinking.dropSteps();
      shrinking.dropPrograms();
      shrinking.dropResources();
      shrinking.dropNodes();
      shrinking.simplifySteps();
      shrinking.simplifyOperations();
    } while (!shrinking.best.equals(before));
    return shrinking.best;
  }

  private boolean accept(Case candidate) {
    if (candidate.equals(best) || !stillFails(candidate)) {
      return false;
    }
    best = candidate;
    return true;
  }

  private boolean stillFails(Case candidate) {
    try {
      return fails.test(candidate);
    } catch (RuntimeException e) {
      return false; // the candidate makes no sense, for example as it asks an eager collection
    }
  }

  private void dropSteps() {
    List<Program> programs = best.programs();
    Shortening.<Step>of(best.steps(), fewer -> accept(best.with(programs, fewer)));
  }

  private void dropPrograms() {
    for (int i = best.programs().size() - 1; i > 0; i--) {
      List<Program> rest = new ArrayList<>(best.programs());
      rest.remove(i);
      int dropped = i;
      List<Step> steps = best.steps().stream().map(step -> withoutProgram(step, dropped)).toList();
      accept(best.with(rest, steps));
    }
  }

  private static Step withoutProgram(Step step, int dropped) {
    return switch (step) {
      case Step.Reload reload when reload.program() > dropped ->
          new Step.Reload(reload.program() - 1);
      case Step.Restart restart when restart.program() > dropped ->
          new Step.Restart(restart.program() - 1, restart.version());
      case Step.Crash crash when crash.program() > dropped ->
          new Step.Crash(crash.program() - 1, crash.version(), crash.changes(), crash.write());
      default -> step;
    };
  }

  private void dropResources() {
    int most = best.programs().stream().mapToInt(each -> each.resources().size()).max().orElse(0);
    for (int i = most - 1; i >= 0; i--) {
      int dropped = i;
      accept(
          best.with(
              best.programs().stream().map(program -> withoutResource(program, dropped)).toList(),
              best.steps().stream().map(step -> withoutResource(step, dropped)).toList()));
    }
  }

  private static Program withoutResource(Program program, int dropped) {
    List<ResourceLine> rest = new ArrayList<>(program.resources());
    if (dropped < rest.size()) {
      rest.remove(dropped);
    }
    return new Program(program.nodes(), rest);
  }

  private static Step withoutResource(Step step, int dropped) {
    return switch (step) {
      case Step.Open open when open.resource() > dropped ->
          new Step.Open(open.stream(), open.resource() - 1, open.parameter());
      case Step.Read read when read.resource() > dropped ->
          new Step.Read(read.resource() - 1, read.parameter());
      default -> step;
    };
  }

  private void dropNodes() {
    for (int p = 0; p < best.programs().size(); p++) {
      for (int i = best.programs().get(p).nodes().size() - 1; i >= 0; i--) {
        Program program = best.programs().get(p);
        if (i >= program.nodes().size() || replace(p, without(program, i))) {
          continue;
        }
        Operation node = program.nodes().get(i);
        for (int by = 0; by < i; by++) {
          if (isLike(program.nodes().get(by), node)
              && replace(p, without(rewired(program, i, by), i))) {
            break;
          }
        }
      }
    }
  }

  private static boolean isLike(Operation one, Operation other) {
    return one.key() == other.key()
        && one.value() == other.value()
        && one.operator().isLazy() == other.operator().isLazy();
  }

  private boolean replace(int index, Optional<Program> by) {
    if (by.isEmpty()) {
      return false;
    }
    List<Program> programs = new ArrayList<>(best.programs());
    programs.set(index, by.get());
    return accept(best.with(programs, best.steps()));
  }

  /** The program with other nodes working on {@code by} instead of {@code node}. */
  private static Program rewired(Program program, int node, int by) {
    return new Program(
        program.nodes().stream().map(each -> each.renumbered(i -> i == node ? by : i)).toList(),
        program.resources().stream()
            .map(each -> each.renumbered(i -> i == node ? by : i))
            .toList());
  }

  private static Optional<Program> without(Program program, int node) {
    if (uses(program).contains(node)) {
      return Optional.empty();
    }
    List<Operation> rest = new ArrayList<>(program.nodes());
    rest.remove(node);
    Program shorter = new Program(rest, program.resources());
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Program(
                shorter.nodes().stream().map(each -> lowered(each, node)).toList(),
                shorter.resources().stream()
                    .map(each -> each.renumbered(i -> i > node ? i - 1 : i))
                    .toList()));
  }

  private static Operation lowered(Operation operation, int node) {
    return operation.renumbered(i -> i > node ? i - 1 : i);
  }

  private static Set<Integer> uses(Program program) {
    Set<Integer> used = new TreeSet<>();
    program.nodes().forEach(node -> used.addAll(node.on()));
    for (ResourceLine resource : program.resources()) {
      used.add(resource.node());
      resource.chain().forEach(each -> used.addAll(each.on()));
    }
    return used;
  }

  private void simplifySteps() {
    for (int i = 0; i < best.steps().size(); i++) {
      for (Step simpler : simpler(best.steps().get(i))) {
        List<Step> steps = new ArrayList<>(best.steps());
        steps.set(i, simpler);
        accept(best.with(best.programs(), steps));
      }
    }
  }

  private static List<Step> simpler(Step step) {
    List<Step> simpler = new ArrayList<>();
    if (step instanceof Step.WriteTogether together) {
      for (Step.Write each : together.writes()) {
        List<Step.Write> rest = new ArrayList<>(together.writes());
        rest.remove(each);
        simpler.add(rest.size() == 1 ? rest.getFirst() : new Step.WriteTogether(rest));
      }
    }
    if (step instanceof Step.Write write) {
      write
          .changes()
          .forEach((name, changes) -> {
            Map<String, List<Step.Change>> without = new LinkedHashMap<>(write.changes());
            without.remove(name);
            simpler.add(new Step.Write(without));
            for (List<Step.Change> fewer : simpler(changes)) {
              Map<String, List<Step.Change>> next = new TreeMap<>(write.changes());
              next.put(name, fewer);
              simpler.add(new Step.Write(next));
            }
          });
    } else if (step instanceof Step.External external) {
      for (List<Step.Change> fewer : simpler(external.changes())) {
        simpler.add(
            new Step.External(external.values(), external.params(), external.event(), fewer));
      }
    } else if (step instanceof Step.Restart restart) {
      simpler.add(new Step.Restart(0, restart.version()));
      simpler.add(new Step.Restart(restart.program(), 0));
    } else if (step instanceof Step.Crash crash) {
      simpler.add(new Step.Crash(0, 0, 0, new Step.Write(Map.of())));
      simpler.add(new Step.Crash(0, crash.version(), crash.changes(), crash.write()));
      simpler.add(new Step.Crash(crash.program(), 0, crash.changes(), crash.write()));
      for (Step write : simpler(crash.write())) {
        simpler.add(
            new Step.Crash(crash.program(), crash.version(), crash.changes(), (Step.Write) write));
      }
    } else if (step instanceof Step.Open open && open.parameter() > 0) {
      simpler.add(new Step.Open(open.stream(), open.resource(), 0));
    } else if (step instanceof Step.Read read && read.parameter() > 0) {
      simpler.add(new Step.Read(read.resource(), 0));
    }
    return simpler;
  }

  private static List<List<Step.Change>> simpler(List<Step.Change> changes) {
    List<List<Step.Change>> simpler = new ArrayList<>();
    if (changes.size() > 4) {
      simpler.add(changes.subList(0, changes.size() / 2));
      simpler.add(changes.subList(changes.size() / 2, changes.size()));
    }
    for (int i = 0; i < Math.min(changes.size(), 8); i++) {
      List<Step.Change> fewer = new ArrayList<>(changes);
      Step.Change removed = fewer.remove(i);
      simpler.add(fewer);
      for (int j = 0; j < removed.values().size(); j++) {
        List<Json> values = new ArrayList<>(removed.values());
        values.remove(j);
        List<Step.Change> shorter = new ArrayList<>(changes);
        shorter.set(i, new Step.Change(removed.key(), values));
        simpler.add(shorter);
      }
    }
    return simpler;
  }

  private void simplifyOperations() {
    for (int p = 0; p < best.programs().size(); p++) {
      for (int i = 0; i < best.programs().get(p).nodes().size(); i++) {
        simplifyNode(p, i);
      }
      for (int r = 0; r < best.programs().get(p).resources().size(); r++) {
        simplifyResource(p, r);
      }
    }
  }

  private void simplifyNode(int program, int node) {
    for (Operation simpler : simpler(best.programs().get(program).nodes().get(node))) {
      Program present = best.programs().get(program);
      List<Operation> nodes = new ArrayList<>(present.nodes());
      nodes.set(node, simpler);
      replace(program, Optional.of(new Program(nodes, present.resources())));
    }
  }

  private static List<Operation> simpler(Operation node) {
    List<Operation> simpler = new ArrayList<>();
    if (node.operator() == Operator.INPUT || node.operator() == Operator.EXTERNAL) {
      return simpler;
    }
    for (int a = 0; a < Math.min(3, node.a()); a++) {
      simpler.add(node.with(a, node.b()));
    }
    if (node.b() > 0) {
      simpler.add(node.with(node.a(), 0));
    }
    if (!node.operator().isLazy()) {
      List<Integer> on = node.on().subList(0, Math.min(1, node.on().size()));
      simpler.add(
          new Operation(
              Operator.SAME, on, node.key(), node.value(), Kind.LONG, 0, 0, Optional.empty()));
    }
    return simpler;
  }

  private void simplifyResource(int program, int resource) {
    ResourceLine line = best.programs().get(program).resources().get(resource);
    List<ResourceLine> simpler = new ArrayList<>();
    for (int i = 0; i < line.chain().size() - 1; i++) {
      simpler.add(
          new ResourceLine(
              line.reading(),
              line.node(),
              line.keys(),
              line.chain().subList(0, line.chain().size() - 1 - i)));
    }
    Operation first = line.chain().getFirst();
    for (int node : first.on()) {
      Operation pass = Operation.of(Operator.PASS, List.of(node), first.key(), first.value());
      simpler.add(new ResourceLine(ResourceLine.Reading.NOTHING, node, line.keys(), List.of(pass)));
      simpler.add(new ResourceLine(line.reading(), line.node(), line.keys(), List.of(pass)));
    }
    for (int node : first.on()) {
      simpler.add(new ResourceLine(ResourceLine.Reading.NOTHING, node, line.keys(), line.chain()));
    }
    for (ResourceLine each : simpler) {
      Program present = best.programs().get(program);
      List<ResourceLine> resources = new ArrayList<>(present.resources());
      resources.set(resource, each);
      replace(program, Optional.of(new Program(present.nodes(), resources)));
    }
  }
}
