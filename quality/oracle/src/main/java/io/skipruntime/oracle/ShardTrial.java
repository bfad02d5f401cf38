package io.skipruntime.oracle;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.shard.LocalCluster;
import io.skipruntime.cluster.shard.LocalCluster.Arrival;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.ContentsText;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The run of a random program on shards, with several ticks on their way at once: each write has to
 * have the outcome that it has by evaluation from scratch after those that were accepted before it,
 * and each shared collection the contents.
 */
final class ShardTrial {

  private static final int MOST_IN_FLIGHT = 16;
  private static final int MOST_SHARDS = 5;

  /**
   * The outcome of a run.
   *
   * @param states how many states of collections were compared
   * @param rejected how many writes were rejected
   * @param retried how many were to be made again
   * @param levels how many levels the plan had; 0 if the service did not start
   * @param colocated how many functions of the plan look up their own key only
   * @param difference what shards did otherwise than evaluation from scratch; empty if nothing
   */
  record Outcome(
      int commits,
      int states,
      int rejected,
      int retried,
      int levels,
      int colocated,
      Optional<String> difference) {}

  private final SplittableRandom random;
  private final ShardedProgram service;
  private final Plan plan;
  private final InputTypes types;
  private final Shards cluster;
  private final ArrayDeque<Map<String, List<Entry<Json, Json>>>> waiting = new ArrayDeque<>();
  private final Map<Long, Map<String, List<Entry<Json, Json>>>> inFlight = new HashMap<>();
  private final Map<Integer, Map<Object, List<?>>> served = new HashMap<>();
  private Map<String, Map<Object, List<Object>>> contents = new HashMap<>();
  private int commits;
  private int states;
  private int rejected;
  private int retried;

  private ShardTrial(SplittableRandom random, ShardedProgram service, Plan plan, Shards cluster) {
    this.random = random;
    this.service = service;
    this.plan = plan;
    this.types = InputTypes.of(service);
    this.cluster = cluster;
  }

  /** The shards that compute a program. */
  interface Shards extends AutoCloseable {

    /**
     * Appends a write; its place is its tick.
     *
     * @throws InvalidInputException if an entry is not of the input's types
     */
    long append(Map<String, List<Entry<Json, Json>>> writes);

    /** Goes on a little; says whether there is anything left to do. */
    boolean step(SplittableRandom random);

    /** The outcomes of the ticks that have one, in order from tick 1. */
    List<TickOutcome> outcomes();

    @Override
    void close();
  }

  /** A maker of the shards that compute a program. */
  @FunctionalInterface
  interface ShardsMaker {
    Shards make(Plan plan, SplittableRandom random);
  }

  /** Shards in this process. */
  private record InProcess(LocalCluster cluster) implements Shards {

    static Shards make(Plan plan, Arrival arrival, SplittableRandom random) {
      int shards = 1 + random.nextInt(MOST_SHARDS);
      return new InProcess(new LocalCluster(plan, shards, arrival, random.nextBoolean()));
    }

    @Override
    public long append(Map<String, List<Entry<Json, Json>>> writes) {
      return cluster.append(writes);
    }

    @Override
    public boolean step(SplittableRandom random) {
      return cluster.step(random);
    }

    @Override
    public List<TickOutcome> outcomes() {
      return cluster.outcomes();
    }

    @Override
    public void close() {}
  }

  /** The program of a seed. */
  static ShardedProgram program(long seed, int commits) {
    return new ShardedProgram(Cases.random(seed, commits).programs().getFirst());
  }

  /** Runs the case of a seed; empty if shards cannot compute it, as they refuse its resources. */
  static Optional<Outcome> run(long seed, int commits, Arrival arrival) {
    return run(seed, commits, (plan, random) -> InProcess.make(plan, arrival, random));
  }

  /** As {@link #run(long, int, Arrival)}, on shards of another kind. */
  static Optional<Outcome> run(long seed, int commits, ShardsMaker maker) {
    Case subject = Cases.random(seed, commits);
    Program program = subject.programs().getFirst();
    if (!ShardedProgram.fits(program)) {
      return Optional.empty();
    }
    ShardedProgram service = new ShardedProgram(program);
    Plan plan;
    try {
      plan = Plan.of(service);
    } catch (SkipException e) {
      boolean fails = scratch(service, Map.of()) == null;
      return Optional.of(
          new Outcome(
              0,
              0,
              0,
              0,
              0,
              0,
              fails ? Optional.empty() : Optional.of("no plan: " + e.getMessage())));
    }
    SplittableRandom random = new SplittableRandom(seed);
    try (Shards cluster = maker.make(plan, random)) {
      ShardTrial trial = new ShardTrial(random, service, plan, cluster);
      subject.steps().forEach(trial::add);
      Optional<String> difference = trial.difference().map(text -> text + "\n" + program);
      return Optional.of(
          new Outcome(
              trial.commits,
              trial.states,
              trial.rejected,
              trial.retried,
              plan.levels(),
              (int) plan.collections().stream().filter(each -> !each.colocated().isEmpty()).count(),
              difference));
    }
  }

  private void add(Step step) {
    switch (step) {
      case Step.Write write -> waiting.add(write.entries());
      case Step.WriteTogether together ->
          together.writes().forEach(write -> waiting.add(write.entries()));
      default -> {}
    }
  }

  /** Evaluation from scratch; null if the service does not even start so. */
  private static @Nullable ScratchEvaluation scratch(
      ShardedProgram service, Map<String, Map<Object, List<Object>>> inputs) {
    try {
      return new ScratchEvaluation(service, inputs, resource -> Map.of());
    } catch (RuntimeException e) {
      return null;
    }
  }

  private Optional<String> difference() {
    inFlight.put(1L, Map.of());
    int decided = 0;
    boolean goesOn = true;
    while (goesOn || !waiting.isEmpty()) {
      int most = 1 + random.nextInt(MOST_IN_FLIGHT);
      while (!waiting.isEmpty() && inFlight.size() < most) {
        append(waiting.removeFirst());
      }
      goesOn = cluster.step(random);
      while (decided < cluster.outcomes().size()) {
        Optional<String> difference = check(cluster.outcomes().get(decided));
        if (difference.isPresent() || (decided == 0 && rejected > 0)) {
          return difference;
        }
        decided++;
      }
    }
    return inFlight.isEmpty() ? Optional.empty() : Optional.of("not decided: " + inFlight);
  }

  private void append(Map<String, List<Entry<Json, Json>>> writes) {
    try {
      inFlight.put(cluster.append(writes), writes);
    } catch (InvalidInputException e) {
      // a write of the wrong types, which does not get as far as the log
    }
  }

  private Map<String, List<Entry<Json, Json>>> writesOf(TickOutcome outcome) {
    return Objects.requireNonNull(inFlight.remove(outcome.tick()), "a tick is decided once");
  }

  private Optional<String> check(TickOutcome outcome) {
    return switch (outcome) {
      case TickOutcome.Published published -> checkPublished(published);
      case TickOutcome.Rejected failed -> checkRejected(failed);
      case TickOutcome.Retry retry -> {
        retried++;
        waiting.addLast(writesOf(retry));
        yield Optional.empty();
      }
      case TickOutcome.Undone undone -> compare(undone.tick());
      case TickOutcome.Overtaken overtaken ->
          throw new IllegalStateException("tick " + overtaken.tick() + " is of no command");
    };
  }

  private Optional<String> checkRejected(TickOutcome.Rejected failed) {
    rejected++;
    Map<String, Map<Object, List<Object>>> next = types.written(contents, writesOf(failed));
    ScratchEvaluation expected = scratch(service, next);
    return expected != null && expected.failure().isEmpty()
        ? Optional.of("tick " + failed.tick() + " is rejected: " + failed.failure())
        : Optional.empty();
  }

  private Optional<String> checkPublished(TickOutcome.Published published) {
    commits++;
    contents = types.written(contents, writesOf(published));
    for (TickOutcome.Change each : published.changes()) {
      Map<Object, List<?>> entries =
          served.computeIfAbsent(each.collection(), id -> new TreeMap<>(CanonicalOrder.INSTANCE));
      List<?> values = each.values();
      entries.remove(each.key());
      if (values != null) {
        entries.put(each.key(), values);
      }
    }
    return compare(published.tick());
  }

  private Optional<String> compare(long tick) {
    ScratchEvaluation expected = scratch(service, contents);
    if (expected == null || expected.failure().isPresent()) {
      return Optional.of("tick " + tick + " is published, and fails from scratch");
    }
    for (Map.Entry<String, Integer> each : plan.shared().entrySet()) {
      states++;
      ScratchEvaluation.Built built = expected.instantiate(ShardedProgram.NAMED, each.getKey());
      String wanted = ContentsText.of(built.contents());
      String found = text(served.getOrDefault(each.getValue(), Map.of()));
      if (!wanted.equals(found)) {
        return Optional.of(
            "tick " + tick + ", " + each.getKey() + "\nexpected " + wanted + "\nfound    " + found);
      }
    }
    return Optional.empty();
  }

  private static String text(Map<Object, List<?>> entries) {
    Map<Object, List<Object>> contents = new TreeMap<>(CanonicalOrder.INSTANCE);
    entries.forEach((key, values) -> contents.put(key, new ArrayList<>(values)));
    return ContentsText.of(contents);
  }
}
