package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.testkit.Writes;
import io.skipruntime.testkit.comparison.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The steps of a random run; the same seed gives the same run. */
final class RandomSteps {

  private static final long[] WAITS = {1_000, 29_000, 30_000, 61_000};

  private final Consistency plan;
  private final Random random;
  private final List<String> inputs;
  private final Map<String, List<Object>> writtenKeys = new HashMap<>();
  private final List<Integer> streams = new ArrayList<>();
  private int streamsOpened;

  private RandomSteps(Consistency plan, long seed) {
    this.plan = plan;
    this.random = new Random(seed);
    this.inputs = List.copyOf(plan.entries().keySet());
  }

  /** The run of a seed, with as many writes as the plan says. */
  static List<Step> of(Consistency plan, long seed) {
    RandomSteps steps = new RandomSteps(plan, seed);
    List<Step> run = new ArrayList<>();
    int commits = 0;
    while (commits < plan.commitsOfRun()) {
      if (steps.random.nextInt(5) < 2) {
        run.add(steps.change());
        commits++;
      } else {
        run.addAll(steps.other());
      }
    }
    return run;
  }

  private Step change() {
    int kinds = inputs.size() + plan.transactions().size() + plan.externals().size();
    int kind = random.nextInt(kinds);
    if (kind < inputs.size()) {
      return new Step.Write(entries(kind));
    }
    kind -= inputs.size();
    if (kind < plan.transactions().size()) {
      return new Step.Write(plan.transactions().get(kind).from(random));
    }
    Consistency.External external = plan.externals().get(kind - plan.transactions().size());
    return new Step.External(
        external.service(),
        external.resource(),
        external.params(),
        some(external.toString(), external.entries()));
  }

  private Writes entries(int first) {
    Writes writes = write(Writes.none(), inputs.get(first));
    while (random.nextInt(4) == 0) {
      writes = write(writes, inputs.get(random.nextInt(inputs.size())));
    }
    return writes;
  }

  private Writes write(Writes writes, String input) {
    return writes.and(input, some(input, plan.entries().getOrDefault(input, List.of())));
  }

  private List<Entry<?, ?>> some(String place, List<Generator<? extends Entry<?, ?>>> generators) {
    List<Entry<?, ?>> entries = new ArrayList<>();
    List<Object> keys = writtenKeys.computeIfAbsent(place, name -> new ArrayList<>());
    int count = random.nextInt(4) == 0 ? random.nextInt(8) : 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      if (!keys.isEmpty() && random.nextInt(6) == 0) {
        entries.add(Entry.deleted(keys.get(random.nextInt(keys.size()))));
      } else {
        Entry<?, ?> entry = generators.get(random.nextInt(generators.size())).from(random);
        keys.add(entry.key());
        entries.add(entry);
      }
    }
    return entries;
  }

  private List<Step> other() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> List.of(new Step.Read(instance()));
      case 3, 4, 5 -> subscribe();
      case 6, 7, 8 -> List.of(new Step.Poll(subscriber()));
      case 9, 10 -> List.of(new Step.Unsubscribe(subscriber()));
      case 11, 12 -> close();
      case 13 -> List.of(new Step.Advance(WAITS[random.nextInt(WAITS.length)]));
      case 14 ->
          random.nextInt(3) == 0
              ? List.of(new Step.Reload(random.nextInt(plan.versions().size())))
              : List.of();
      default -> open();
    };
  }

  private Instance instance() {
    List<String> names = List.copyOf(plan.resources().keySet());
    String name = names.get(random.nextInt(names.size()));
    List<Generator<?>> params = plan.resources().getOrDefault(name, List.of());
    return new Instance(name, params.get(random.nextInt(params.size())).from(random));
  }

  private List<Step> open() {
    int stream = streamsOpened++;
    streams.add(stream);
    Step open = new Step.Open(stream, instance());
    return random.nextInt(6) == 0
        ? List.of(open)
        : List.of(open, new Step.Subscribe(subscriber(), stream, random.nextInt(3) > 0));
  }

  private List<Step> subscribe() {
    return streams.isEmpty()
        ? List.of()
        : List.of(
            new Step.Subscribe(
                subscriber(), streams.get(random.nextInt(streams.size())), random.nextBoolean()));
  }

  private List<Step> close() {
    if (streams.isEmpty()) {
      return List.of();
    }
    int closed = streams.get(random.nextInt(streams.size()));
    streams.removeIf(stream -> stream == closed);
    return List.of(new Step.Close(closed));
  }

  private int subscriber() {
    return random.nextInt(5);
  }
}
