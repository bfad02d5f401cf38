package io.skipruntime.oracle;

import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random cases, each made of a seed. */
final class Cases {

  private static final int STREAMS = 4;
  private static final int SUBSCRIBERS = 5;

  private final SplittableRandom random;
  private final boolean persistent;
  private final List<Input> inputs = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();

  private Cases(long seed, boolean persistent) {
    this.random = new SplittableRandom(seed);
    this.persistent = persistent;
  }

  /**
   * The case of a seed.
   *
   * @param transactions how many steps are to change contents
   */
  static Case random(long seed, int transactions) {
    return new Cases(seed, false).make(transactions, Settings.of(seed));
  }

  /** As {@link #random}, of a service that keeps its data, and stops and crashes meanwhile. */
  static Case persistent(long seed, int transactions) {
    return new Cases(seed, true).make(transactions, Settings.of(seed));
  }

  private Case make(int transactions, Settings settings) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      inputs.add(Input.ALL.get(random.nextInt(Input.ALL.size())));
    }
    programs.add(Programs.random(random, inputs, programs.isEmpty()));
    while (programs.size() < 3 && random.nextInt(3) == 0) {
      programs.add(
          random.nextBoolean()
              ? Programs.mutated(random, programs.getFirst(), inputs)
              : Programs.random(random, inputs, programs.isEmpty()));
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      while (random.nextInt(5) < 2) {
        steps.add(observation());
      }
      steps.add(transaction());
    }
    return new Case(settings, programs, steps);
  }

  private Step transaction() {
    if (persistent && random.nextInt(8) == 0) {
      return restart();
    }
    int choice = random.nextInt(100);
    if (choice < 12 && usesExternals()) {
      return external();
    }
    if (choice < 15 && programs.size() > 1) {
      return new Step.Reload(random.nextInt(programs.size()));
    }
    if (choice < 19) {
      return together();
    }
    if (choice < 21) {
      return bulk();
    }
    return choice < 31 ? new Step.Mix(random.nextInt(100_000)) : write();
  }

  private Step restart() {
    int program = random.nextInt(3) == 0 ? random.nextInt(programs.size()) : 0;
    int version = random.nextInt(4) == 0 ? 1 : 0;
    if (random.nextInt(4) == 0) {
      return new Step.Restart(program, version);
    }
    Step.Write write = random.nextInt(3) == 0 ? new Step.Write(Map.of()) : write();
    return new Step.Crash(program, version, random.nextInt(6), write);
  }

  private boolean usesExternals() {
    return programs.stream().anyMatch(program -> program.toString().contains("EXTERNAL"));
  }

  private Step observation() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> new Step.Open(random.nextInt(STREAMS), resource(), random.nextInt(4));
      case 3, 4, 5, 6 ->
          new Step.Subscribe(
              random.nextInt(SUBSCRIBERS), random.nextInt(STREAMS), random.nextInt(3) > 0);
      case 7, 8, 9 -> new Step.Poll(random.nextInt(SUBSCRIBERS));
      case 10 -> new Step.Unsubscribe(random.nextInt(SUBSCRIBERS));
      case 11 -> new Step.Close(random.nextInt(STREAMS));
      case 12, 13 -> new Step.Read(resource(), random.nextInt(4));
      default -> new Step.Collect(random.nextInt(3) == 0 ? 30_001 : 10_000);
    };
  }

  private int resource() {
    return random.nextInt(programs.getFirst().resources().size());
  }

  /** Two to four writes at the same time. */
  private Step together() {
    List<Step.Write> writes = new ArrayList<>();
    do {
      writes.add(write());
    } while (writes.size() < 2 || (writes.size() < 4 && random.nextBoolean()));
    return new Step.WriteTogether(writes);
  }

  private Step.Write write() {
    Map<String, List<Step.Change>> changes = new LinkedHashMap<>();
    do {
      Input input = inputs.get(random.nextInt(inputs.size()));
      changes.put(input.collection(), changes(input.key(), input.value()));
    } while (random.nextInt(4) == 0);
    return new Step.Write(changes);
  }

  /** Many keys at once, to be there or gone. */
  private Step bulk() {
    Input input = inputs.get(random.nextInt(inputs.size()));
    if (input.key() != Kind.LONG) {
      return write();
    }
    List<Step.Change> changes = new ArrayList<>();
    boolean deletes = random.nextInt(3) > 0;
    int from = random.nextInt(300);
    for (int i = 0; i < 150; i++) {
      List<Json> values = deletes ? List.of() : List.of(Json.of((long) random.nextInt(3)));
      changes.add(new Step.Change(Json.of((long) from + i), values));
    }
    return new Step.Write(Map.of(input.collection(), changes));
  }

  private List<Step.Change> changes(Kind keys, Kind values) {
    List<Step.Change> changes = new ArrayList<>();
    do {
      List<Json> list = new ArrayList<>();
      int size = random.nextInt(5) == 0 ? random.nextInt(4) : random.nextInt(4) == 0 ? 0 : 1;
      for (int i = 0; i < size; i++) {
        list.add(sample(values));
      }
      changes.add(new Step.Change(sample(keys), list));
    } while (random.nextInt(5) < 2);
    return changes;
  }

  private Json sample(Kind kind) {
    if (random.nextInt(600) == 0) {
      return Json.parse("{\"no\":[]}");
    }
    int usual = Math.min(kind.size(), 5);
    return Json.from(
        kind.of(random.nextInt(3) == 0 ? random.nextInt(kind.size()) : random.nextInt(usual)));
  }

  private Step external() {
    Kind values = random.nextBoolean() ? Kind.LONG : Kind.STRING;
    int choice = random.nextInt(12);
    Step.ExternalEvent event =
        choice < Step.ExternalEvent.ALL.size()
            ? Step.ExternalEvent.ALL.get(choice)
            : Step.ExternalEvent.UPDATE;
    boolean hasData = event == Step.ExternalEvent.UPDATE || event == Step.ExternalEvent.REPLACE;
    return new Step.External(
        values, random.nextInt(3), event, hasData ? changes(Kind.LONG, values) : List.of());
  }
}
