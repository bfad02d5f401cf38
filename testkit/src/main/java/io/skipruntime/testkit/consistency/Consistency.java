package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.Writes;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.Shortening;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The check that a service, kept up to date by the engine, is what evaluating it from scratch
 * gives.
 *
 * <p>It makes random runs of writes, of one and of several inputs, and of reads, subscriptions that
 * come and go, idle collection and reloads. After every step it compares the contents of each
 * resource, what each subscriber has been sent, and whether a write was refused. A function that is
 * not pure is found by this, as is one that fails for data that its author did not think of. A run
 * that differs is made as short as it can be and shown with its seed.
 *
 * <pre>{@code
 * Consistency.of(GroupsService::new)
 *     .entries("users", random -> Entry.of(random.nextLong(5), user(random)))
 *     .resource("active_friends", random -> random.nextLong(5))
 *     .check();
 * }</pre>
 *
 * <p>For one thread. Deleting is part of every run; generators need not do it.
 */
public final class Consistency {

  /** A generator of changes of a scripted external resource. */
  record External(
      String service,
      String resource,
      Json params,
      List<Generator<? extends Entry<?, ?>>> entries) {}

  /**
   * A report of what a check did, for tests that want to know that their generators reach what they
   * are to.
   *
   * @param runs how many runs
   * @param commits how many steps were accepted that may have changed something
   * @param refusals how many steps were refused since a function fails, as it does from scratch
   */
  public record Report(int runs, int commits, int refusals) {}

  private final List<Supplier<? extends SkipService<?, ?>>> versions = new ArrayList<>();
  private final Map<String, List<Generator<? extends Entry<?, ?>>>> entries = new LinkedHashMap<>();
  private final Map<String, List<Generator<?>>> resources = new LinkedHashMap<>();
  private final List<Generator<Writes>> transactions = new ArrayList<>();
  private final List<External> externals = new ArrayList<>();
  private int runs = 100;
  private int commits = 30;
  private long seed = 1;

  private Consistency(Supplier<? extends SkipService<?, ?>> factory) {
    versions.add(factory);
  }

  /**
   * A check of a service that has nothing to do yet.
   *
   * @param factory makes the service; called for each run, and for each reload in it. What external
   *     services the service has are {@link io.skipruntime.testkit.ScriptedExternalService}s
   */
  public static Consistency of(Supplier<? extends SkipService<?, ?>> factory) {
    return new Consistency(factory);
  }

  /** Writes entries to an input, alone or together with entries of other inputs. */
  public Consistency entries(String collection, Generator<? extends Entry<?, ?>> generator) {
    entries.computeIfAbsent(collection, name -> new ArrayList<>()).add(generator);
    return this;
  }

  /** Writes whole transactions, for inputs whose entries go together. */
  public Consistency transactions(Generator<Writes> generator) {
    transactions.add(generator);
    return this;
  }

  /** Reads and subscribes to a resource without parameters. */
  public Consistency resource(String name) {
    return resource(name, random -> Json.object(Map.of()));
  }

  /** Reads and subscribes to a resource with generated parameters. */
  public Consistency resource(String name, Generator<?> params) {
    resources.computeIfAbsent(name, same -> new ArrayList<>()).add(params);
    return this;
  }

  /**
   * Changes a resource of an external service. The service's factory gives it its first contents.
   *
   * @param service name of the external service
   * @param params parameters that the service uses the resource with
   */
  public Consistency external(
      String service, String resource, Json params, Generator<? extends Entry<?, ?>> generator) {
    externals.add(new External(service, resource, params, List.of(generator)));
    return this;
  }

  /** Reloads the service with another version of it, which has the same resources. */
  public Consistency reloadedWith(Supplier<? extends SkipService<?, ?>> version) {
    versions.add(version);
    return this;
  }

  /** With so many runs, by default 100; each starts the service again. */
  public Consistency runs(int count) {
    runs = atLeastOne("runs", count);
    return this;
  }

  /** With so many writes in each run, by default 30. */
  public Consistency commits(int count) {
    commits = atLeastOne("commits", count);
    return this;
  }

  /** With another seed of the first run, by default 1; each further run has the next. */
  public Consistency seed(long first) {
    seed = first;
    return this;
  }

  private static int atLeastOne(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + count);
    }
    return count;
  }

  List<Supplier<? extends SkipService<?, ?>>> versions() {
    return versions;
  }

  Map<String, List<Generator<? extends Entry<?, ?>>>> entries() {
    return entries;
  }

  Map<String, List<Generator<?>>> resources() {
    return resources;
  }

  List<Generator<Writes>> transactions() {
    return transactions;
  }

  List<External> externals() {
    return externals;
  }

  int commitsOfRun() {
    return commits;
  }

  /**
   * Makes the runs.
   *
   * @throws AssertionError at the first difference; with the seed, the shortest run and what
   *     differs
   * @throws IllegalArgumentException if a generator is for something that the service does not have
   */
  public Report check() {
    checkPlan(versions.getFirst().get());
    int accepted = 0;
    int refused = 0;
    for (long each = seed; each < seed + runs; each++) {
      List<Step> steps = RandomSteps.of(this, each);
      Outcome outcome = outcome(steps);
      accepted += outcome.commits();
      refused += outcome.refusals();
      if (outcome.difference().isPresent()) {
        throw new AssertionError(
            shortest(each, steps, outcome.difference().get()), outcome.cause().orElse(null));
      }
    }
    return new Report(runs, accepted, refused);
  }

  private void checkPlan(SkipService<?, ?> service) {
    List<String> inputs = InputTypes.of(service).names();
    for (String name : entries.keySet()) {
      if (!inputs.contains(name)) {
        throw new IllegalArgumentException(
            "there is no input collection " + name + "; there are " + inputs);
      }
    }
    if (entries.isEmpty() && transactions.isEmpty() && externals.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing is ever written; say what with entries(…), transactions(…) or external(…)");
    }
    if (resources.isEmpty()) {
      throw new IllegalArgumentException("no resource is compared; name one with resource(…)");
    }
    resources.keySet().forEach(name -> ScratchEvaluation.parametersOf(service, name));
  }

  /** The outcome of a run; it has a cause only if the difference shows in a failure. */
  private record Outcome(
      int commits, int refusals, Optional<String> difference, Optional<Throwable> cause) {}

  private Outcome outcome(List<Step> steps) {
    try (Trial trial = new Trial(versions)) {
      try {
        trial.carryOut(steps);
        return new Outcome(trial.commits(), trial.refusals(), Optional.empty(), Optional.empty());
      } catch (Difference e) {
        return new Outcome(
            trial.commits(),
            trial.refusals(),
            Optional.of(String.valueOf(e.getMessage())),
            Optional.ofNullable(e.getCause()));
      }
    } catch (SkipException e) {
      return new Outcome(
          0, 0, Optional.of("the service does not start: " + e.getMessage()), Optional.of(e));
    }
  }

  private String shortest(long runSeed, List<Step> steps, String found) {
    String[] last = {found};
    List<Step> fewest = Shortening.of(steps, attempt -> differs(attempt, last));
    for (int i = 0; i < fewest.size(); i++) {
      fewest = withSmallerStep(fewest, i, last);
    }
    StringBuilder text = new StringBuilder("the service differs from evaluation from scratch\n");
    text.append(last[0]).append("\nafter the run of seed ").append(runSeed).append(", shortened:");
    for (int i = 0; i < fewest.size(); i++) {
      text.append("\n  ").append(i + 1).append(". ").append(fewest.get(i));
    }
    return text.append("\nAgain: seed(").append(runSeed).append(").runs(1)").toString();
  }

  private boolean differs(List<Step> steps, String[] last) {
    Optional<String> difference = outcome(steps).difference();
    difference.ifPresent(text -> last[0] = text);
    return difference.isPresent();
  }

  private List<Step> withSmallerStep(List<Step> steps, int index, String[] last) {
    List<Step> smaller = new ArrayList<>(steps);
    switch (steps.get(index)) {
      case Step.Write write -> {
        record Written(String input, Entry<?, ?> entry) {}
        List<Written> written = new ArrayList<>();
        write
            .writes()
            .entries()
            .forEach(
                (input, list) -> list.forEach(entry -> written.add(new Written(input, entry))));
        Shortening.of(
            written,
            fewer -> {
              Writes writes = Writes.none();
              for (Written each : fewer) {
                writes = writes.and(each.input(), each.entry());
              }
              return replaces(smaller, index, new Step.Write(writes), last);
            });
      }
      case Step.External external ->
          Shortening.of(
              external.entries(),
              fewer ->
                  replaces(
                      smaller,
                      index,
                      new Step.External(
                          external.service(), external.resource(), external.params(), fewer),
                      last));
      default -> {}
    }
    return smaller;
  }

  /** Puts a step in place of another if the run still differs, and says whether it does. */
  private boolean replaces(List<Step> steps, int index, Step step, String[] last) {
    Step before = steps.set(index, step);
    if (differs(steps, last)) {
      return true;
    }
    steps.set(index, before);
    return false;
  }
}
