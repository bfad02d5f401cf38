package io.skipruntime.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.conformance.Driver;
import io.skipruntime.conformance.FailedComputationException;
import io.skipruntime.conformance.FoldedStream;
import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run that is carried out on a service, while every answer and, after every step, what every
 * subscriber has is compared with evaluation from scratch.
 *
 * <p>A write must be refused, and change nothing, exactly if it makes the shared graph or a
 * resource instance that is kept fail.
 */
final class OracleRun {

  /** A resource with parameters. */
  private record Instance(String resource, Json params) {}

  private record OpenStream(Instance instance, Driver.Stream stream) {}

  private record Client(String stream, Instance instance, FoldedStream folded) {}

  private static final Instance SHARED_GRAPH = new Instance("activeMembers", Json.object(Map.of()));

  private final Driver driver;
  private final boolean isStrict;
  private final Map<String, OpenStream> streams = new LinkedHashMap<>();
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Set<Instance> kept = new HashSet<>();
  private Inputs inputs = Inputs.EMPTY;
  private int commits;
  private int refusals;

  OracleRun(Driver driver, boolean isStrict) {
    this.driver = driver;
    this.isStrict = isStrict;
    kept.add(SHARED_GRAPH);
  }

  /** Carries out all steps, closes what they left open, and has it collected. */
  void carryOut(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        carryOut(steps.get(i));
        clients.values().forEach(this::compare);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("step " + i + ", " + steps.get(i) + ": " + e.getMessage(), e);
      }
    }
    List.copyOf(streams.keySet()).forEach(this::close);
    collectIdle();
  }

  /** How many writes were committed. */
  int commits() {
    return commits;
  }

  /** How many writes were refused, since a function failed. */
  int refusals() {
    return refusals;
  }

  private void carryOut(Step step) {
    switch (step) {
      case Step.WriteInputs write -> write(write.writes());
      case Step.Snapshot read -> snapshot(new Instance(read.resource(), read.params()));
      case Step.Lookup read -> lookup(new Instance(read.resource(), read.params()), read.key());
      case Step.Open open -> open(open.stream(), new Instance(open.resource(), open.params()));
      case Step.Subscribe subscribe -> subscribe(subscribe.stream(), subscribe.subscriber());
      case Step.Leave leave ->
          Optional.ofNullable(clients.remove(leave.subscriber()))
              .ifPresent(client -> client.folded().leave());
      case Step.Close close -> close(close.stream());
      case Step.CollectIdle any -> collectIdle();
    }
  }

  private void write(List<Write> writes) {
    Inputs next = inputs.with(writes);
    Set<Instance> needed = isStrict ? kept : Set.of(SHARED_GRAPH);
    Optional<Instance> failing =
        needed.stream().filter(each -> expected(each, next).isEmpty()).findAny();
    try {
      driver.write(writes);
      assertThat(failing).as("instances that the write made fail").isEmpty();
      inputs = next;
      commits++;
    } catch (FailedComputationException e) {
      if (failing.isEmpty()) {
        throw e;
      }
      refusals++;
    }
  }

  private void snapshot(Instance instance) {
    Optional<JsonArray> expected = expected(instance, inputs);
    try {
      assertThat(driver.snapshot(instance.resource(), instance.params()))
          .isEqualTo(expected.orElse(null));
      kept.add(instance);
    } catch (FailedComputationException e) {
      refused(expected, e);
    }
  }

  private void lookup(Instance instance, Json key) {
    Optional<JsonArray> expected = expected(instance, inputs).map(all -> valuesOf(key, all));
    try {
      assertThat(driver.lookup(instance.resource(), instance.params(), key))
          .isEqualTo(expected.orElse(null));
      kept.add(instance);
    } catch (FailedComputationException e) {
      refused(expected, e);
    }
  }

  private static JsonArray valuesOf(Json key, JsonArray entries) {
    return entries.elements().stream()
        .map(Json::asArray)
        .filter(entry -> entry.get(0).equals(key))
        .findAny()
        .map(entry -> entry.get(1).asArray())
        .orElse(Json.array());
  }

  private void open(String name, Instance instance) {
    if (streams.containsKey(name)) {
      return;
    }
    Optional<JsonArray> expected = expected(instance, inputs);
    try {
      streams.put(
          name, new OpenStream(instance, driver.open(instance.resource(), instance.params())));
      assertThat(expected).as("contents of %s", instance).isPresent();
      kept.add(instance);
    } catch (FailedComputationException e) {
      refused(expected, e);
    }
  }

  private static void refused(Optional<JsonArray> expected, FailedComputationException refusal) {
    if (expected.isPresent()) {
      throw refusal;
    }
  }

  private void subscribe(String stream, String subscriber) {
    OpenStream open = streams.get(stream);
    if (open != null && !clients.containsKey(subscriber)) {
      FoldedStream folded = new FoldedStream(open.stream().subscribe());
      folded.foldDue();
      clients.put(subscriber, new Client(stream, open.instance(), folded));
    }
  }

  private void close(String stream) {
    OpenStream closed = streams.remove(stream);
    if (closed != null) {
      closed.stream().close();
      List<Client> ended =
          clients.values().stream().filter(client -> client.stream().equals(stream)).toList();
      clients.values().removeAll(ended);
      for (Client client : ended) {
        client.folded().foldRest();
        assertThat(client.folded().contents()).isEqualTo(expected(client.instance(), inputs));
      }
    }
  }

  private void collectIdle() {
    if (!driver.collectIdle()) {
      return;
    }
    streams
        .keySet()
        .removeIf(name -> clients.values().stream().noneMatch(each -> each.stream().equals(name)));
    kept.clear();
    kept.add(SHARED_GRAPH);
    streams.values().forEach(open -> kept.add(open.instance()));
  }

  private void compare(Client client) {
    Optional<JsonArray> expected = expected(client.instance(), inputs);
    if (client.folded().contents().equals(expected)) {
      client.folded().foldArrived();
    } else {
      client.folded().foldDue();
    }
    assertThat(client.folded().contents())
        .as("what a subscriber of %s has", client.instance())
        .isEqualTo(expected);
  }

  /** The entries of an instance; none if it fails. */
  private static Optional<JsonArray> expected(Instance instance, Inputs inputs) {
    try {
      return Optional.of(
          FromScratch.entries(inputs, instance.resource(), instance.params().asObject()));
    } catch (ArithmeticException | FromScratch.NotUniqueException e) {
      return Optional.empty();
    }
  }
}
