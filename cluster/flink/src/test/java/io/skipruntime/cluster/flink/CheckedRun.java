package io.skipruntime.cluster.flink;

import io.skipruntime.Entry;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.cluster.flink.ClubsService.Person;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.InputsSnapshot;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.cluster.shard.TickReader;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.testkit.contents.ContentsText;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A run of random writes of clubs through the logs of a job, with several on their way at once:
 * each write has to have the outcome that it has by evaluation from scratch after those that were
 * accepted before it, and each shared collection the contents, at every tick.
 */
final class CheckedRun implements AutoCloseable {

  private static final int MOST_IN_FLIGHT = 16;
  private static final long APPEND_MILLIS = 30_000;
  private static final long READ_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);
  private static final int PEOPLE = 25;
  private static final int CLUBS = 15;

  private final SplittableRandom random;
  private final ClubsService service = new ClubsService();
  private final Plan plan = Plan.of(service);
  private final InputTypes types = InputTypes.of(service);
  private final CommitLog commits;
  private final CommitLog tickLog;
  private final TickOrigin origin;
  private final TickReader ticks;
  private final ArrayDeque<Map<String, List<Entry<?, ?>>>> again = new ArrayDeque<>();
  private final Map<Long, Map<String, List<Entry<?, ?>>>> inFlight = new HashMap<>();
  private final Map<Integer, Map<Object, List<?>>> served = new HashMap<>();
  private Map<String, Map<Object, List<Object>>> contents = new HashMap<>();
  private final Map<Long, Map<String, Map<Object, List<Object>>>> accepted = new HashMap<>();
  private long number;

  /** How many writes took effect, were rejected, and were to be made again. */
  int published;

  int rejected;
  int retried;

  CheckedRun(ShardLogs logs, long seed) {
    random = new SplittableRandom(seed);
    commits = logs.openCommits();
    tickLog = logs.openTicks();
    origin = LogStart.of(commits, "test", plan, "", APPEND_MILLIS).origin();
    ticks = new TickReader(tickLog, "test", plan.classLoader(), origin, 0);
    inFlight.put(1L, new HashMap<>(service.initialData().collections()));
  }

  private static Map<String, List<Entry<?, ?>>> only(String input, Entry<?, ?> entry) {
    return Map.of(input, List.of(entry));
  }

  private Map<String, List<Entry<?, ?>>> write() {
    long person = random.nextInt(PEOPLE);
    long club = random.nextInt(CLUBS);
    return switch (random.nextInt(8)) {
      case 0 -> only("people", Entry.deleted(person));
      case 1 -> only("clubs", Entry.deleted(club));
      case 2, 3, 4 -> only("people", Entry.of(person, new Person("p", random.nextBoolean())));
      case 5 ->
          Map.of(
              "people", List.of(Entry.of(person, new Person("q", true))),
              "clubs", List.of(Entry.of(club, List.of(person))));
      default -> only("clubs", Entry.of(club, members()));
    };
  }

  /** People of whom most are there, once there are many. */
  private List<Long> members() {
    List<Object> there = new ArrayList<>(contents.getOrDefault("people", Map.of()).keySet());
    List<Long> members = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0 && !there.isEmpty(); i--) {
      Long member = (Long) there.remove(random.nextInt(there.size()));
      members.add(member);
    }
    return members;
  }

  /**
   * Appends so many writes, and checks what becomes of them, until each is decided.
   *
   * @param trouble says what is wrong with the job, if no tick comes
   * @param decided is told of each tick
   */
  void run(int writes, Supplier<String> trouble, LongConsumer decided) {
    int made = 0;
    long progress = System.nanoTime();
    while (made < writes || !inFlight.isEmpty() || !again.isEmpty()) {
      int most = 1 + random.nextInt(MOST_IN_FLIGHT);
      while (inFlight.size() < most && (made < writes || !again.isEmpty())) {
        if (again.isEmpty()) {
          made++;
        }
        append(again.isEmpty() ? write() : again.removeFirst());
      }
      List<TickOutcome> outcomes = ticks.read(100, READ_MILLIS);
      for (TickOutcome each : outcomes) {
        check(each);
        decided.accept(each.tick());
        progress = System.nanoTime();
      }
      if (System.nanoTime() - progress > PATIENCE_NANOS) {
        throw new AssertionError(
            "no tick after " + ticks.tick() + ", " + inFlight + "\n" + trouble.get());
      }
    }
  }

  /** What the ticks are computed of. */
  TickOrigin origin() {
    return origin;
  }

  /** Compares a snapshot of the inputs with what was accepted up to its tick. */
  void check(InputsSnapshot snapshot) {
    Map<String, Map<Object, List<Object>>> expected = accepted.get(snapshot.tick());
    require(expected != null, snapshot.tick(), "took no effect, and has a snapshot");
    Map<String, Map<Object, List<Object>>> found = new TreeMap<>();
    snapshot.read(
        plan,
        (input, entries) -> {
          Map<Object, List<Object>> of =
              found.computeIfAbsent(input, name -> new TreeMap<>(CanonicalOrder.INSTANCE));
          for (Entry<Object, Object> each : entries) {
            require(
                of.put(each.key(), new ArrayList<>(each.values())) == null,
                snapshot.tick(),
                each.key() + " is twice in the snapshot");
          }
        });
    for (String input : plan.inputs().keySet()) {
      String wanted =
          ContentsText.of(Objects.requireNonNull(expected).getOrDefault(input, Map.of()));
      String is = ContentsText.of(found.getOrDefault(input, Map.of()));
      require(
          wanted.equals(is),
          snapshot.tick(),
          "has the snapshot of " + input + "\nexpected " + wanted + "\nfound    " + is);
    }
  }

  /** Expects of a record that was appended elsewhere that it changes nothing. */
  void expectNothing(long tick) {
    inFlight.put(tick, Map.of());
  }

  private void append(Map<String, List<Entry<?, ?>>> write) {
    Map<String, List<Entry<Object, Object>>> accepted = new HashMap<>();
    write.forEach((input, entries) -> accepted.put(input, plan.accept(input, entries)));
    long tick =
        commits.append(
            ShardRecordFormat.encode(new ShardRecord.Write(1, number++, 0, accepted)),
            APPEND_MILLIS);
    inFlight.put(tick, write);
  }

  private void check(TickOutcome outcome) {
    switch (outcome) {
      case TickOutcome.Published done -> {
        published++;
        contents = types.written(contents, writesOf(done));
        accepted.put(done.tick(), contents);
        apply(done);
        compare(done.tick());
      }
      case TickOutcome.Rejected failed -> {
        rejected++;
        ScratchEvaluation expected = scratch(types.written(contents, writesOf(failed)));
        require(expected.failure().isPresent(), failed.tick(), "is rejected: " + failed);
        require(
            String.valueOf(failed.failure().reason().getMessage()).contains("failed for key"),
            failed.tick(),
            "says " + failed);
      }
      case TickOutcome.Retry retry -> {
        retried++;
        again.addLast(writesOf(retry));
      }
      case TickOutcome.Undone undone -> compare(undone.tick());
      case TickOutcome.Overtaken overtaken -> throw new AssertionError("no command is made");
    }
  }

  private Map<String, List<Entry<?, ?>>> writesOf(TickOutcome outcome) {
    return Objects.requireNonNull(inFlight.remove(outcome.tick()), "a tick is decided once");
  }

  private void apply(TickOutcome.Published done) {
    for (TickOutcome.Change each : done.changes()) {
      Map<Object, List<?>> entries =
          served.computeIfAbsent(each.collection(), id -> new TreeMap<>(CanonicalOrder.INSTANCE));
      List<?> values = each.values();
      entries.remove(each.key());
      if (values != null) {
        entries.put(each.key(), values);
      }
    }
  }

  private ScratchEvaluation scratch(Map<String, Map<Object, List<Object>>> inputs) {
    return new ScratchEvaluation(service, inputs, resource -> Map.of());
  }

  private void compare(long tick) {
    ScratchEvaluation expected = scratch(contents);
    require(expected.failure().isEmpty(), tick, "is published, and fails from scratch");
    plan.shared()
        .forEach((name, collection) -> {
          String wanted =
              ContentsText.of(expected.instantiate(name, new NoParameters()).contents());
          String found = text(served.getOrDefault(collection, Map.of()));
          require(
              wanted.equals(found), tick, name + "\nexpected " + wanted + "\nfound    " + found);
        });
  }

  private static void require(boolean holds, long tick, String text) {
    if (!holds) {
      throw new AssertionError("tick " + tick + " " + text);
    }
  }

  private static String text(Map<Object, List<?>> entries) {
    Map<Object, List<Object>> all = new TreeMap<>(CanonicalOrder.INSTANCE);
    entries.forEach((key, values) -> all.put(key, new ArrayList<>(values)));
    return ContentsText.of(all);
  }

  @Override
  public void close() {
    commits.close();
    tickLog.close();
  }
}
