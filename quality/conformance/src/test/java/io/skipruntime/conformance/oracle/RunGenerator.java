package io.skipruntime.conformance.oracle;

import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes random runs; the same seed gives the same run. A run has its own taste: how much it writes,
 * and whether some of its writes make functions fail.
 */
final class RunGenerator {

  private static final int MIN_STEPS = 5;
  private static final int MAX_STEPS = 60;

  private final Random random;
  private final RandomValues values;
  private final int writePercentage;
  private final boolean hasFailures;
  private final List<String> streams = new ArrayList<>();
  private final List<String> subscribers = new ArrayList<>();

  private RunGenerator(long seed) {
    random = new Random(seed);
    writePercentage = 30 + random.nextInt(50);
    hasFailures = random.nextBoolean();
    values = new RandomValues(random, hasFailures ? 3 : 0);
  }

  /** The run of a seed. */
  static List<Step> run(long seed) {
    RunGenerator generator = new RunGenerator(seed);
    int length = MIN_STEPS + generator.random.nextInt(MAX_STEPS - MIN_STEPS);
    List<Step> run = new ArrayList<>();
    while (run.size() < length) {
      run.addAll(generator.next());
    }
    return List.copyOf(run);
  }

  private List<Step> next() {
    if (random.nextInt(100) < writePercentage) {
      return List.of(write());
    }
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> List.of(snapshot());
      case 4, 5, 6 -> List.of(lookup());
      case 7, 8 -> streams.isEmpty() ? List.of() : List.of(subscribe(anyOf(streams)));
      case 9 -> subscribers.isEmpty() ? List.of() : List.of(leave());
      case 10, 11 -> streams.isEmpty() ? List.of() : List.of(close());
      case 12 -> List.of(new Step.CollectIdle());
      default -> open();
    };
  }

  private Step write() {
    List<Write> writes = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? 2 + random.nextInt(2) : 1;
    for (int i = 0; i < count; i++) {
      String collection = anyOf(List.of("a", "a", "a", "b", "users", "groups"));
      writes.add(new Write(collection, entries(collection)));
    }
    if (hasFailures && random.nextInt(10) == 0) {
      writes.add(new Write("groups", Json.array(values.groupThatFails())));
    }
    return new Step.WriteInputs(List.copyOf(writes));
  }

  private JsonArray entries(String collection) {
    List<Json> entries = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(12) : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      entries.add(values.entry(collection));
    }
    return Json.array(entries);
  }

  private Step snapshot() {
    String resource = values.resource();
    return new Step.Snapshot(resource, values.params(resource));
  }

  private Step lookup() {
    String resource = values.resource();
    return new Step.Lookup(resource, values.params(resource), values.lookupKey());
  }

  private List<Step> open() {
    String resource = values.resource();
    String stream = "s" + streams.size() + "x" + random.nextInt(1000);
    streams.add(stream);
    Step open = new Step.Open(stream, resource, values.params(resource));
    return random.nextInt(8) == 0 ? List.of(open) : List.of(open, subscribe(stream));
  }

  private Step subscribe(String stream) {
    String subscriber = "c" + subscribers.size() + "x" + random.nextInt(1000);
    subscribers.add(subscriber);
    return new Step.Subscribe(stream, subscriber);
  }

  private Step leave() {
    return new Step.Leave(subscribers.remove(random.nextInt(subscribers.size())));
  }

  private Step close() {
    return new Step.Close(streams.remove(random.nextInt(streams.size())));
  }

  private String anyOf(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
