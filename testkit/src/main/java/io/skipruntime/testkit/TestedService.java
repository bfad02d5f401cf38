package io.skipruntime.testkit;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.scratch.ClockContents;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A service that runs in memory for a test: on a clock that stands still, with every function run
 * twice to see that it is deterministic, and without a network. Closing it closes all streams that
 * were opened through it. Thread-safe.
 *
 * <pre>{@code
 * try (TestedService service = TestedService.start(new GroupsService())) {
 *   TestedStream<Long, Long> friends = service.<Long, Long>resource("active_friends", 0L).subscribe();
 *   friends.assertInit(Entry.of(1001L, 1L));
 *   service.write("users", Entry.of(2L, new User("Carol", true, List.of(0L, 1L))));
 *   friends.assertUpdate(Entry.of(1001L, 1L, 2L), Entry.of(1002L, 2L));
 * }
 * }</pre>
 *
 * <p>Assertions throw an {@link AssertionError}, so that they go with every test library.
 */
public final class TestedService implements AutoCloseable {

  private final FakeClock clock = new FakeClock();
  private final ScriptedCalls calls = new ScriptedCalls();
  private final EventLog log = new EventLog();
  private final List<TestedResource<?, ?>> resources = new CopyOnWriteArrayList<>();
  private final List<TestedStream<?, ?>> streams = new CopyOnWriteArrayList<>();
  private final ServiceInstance instance;
  private final long clockMillis;
  private final Leaks leaks;
  private volatile SkipService<?, ?> service;

  private TestedService(SkipService<?, ?> service, EngineOptions options) {
    this.service = service;
    this.clockMillis = options.clockMillis();
    this.instance =
        ServiceInstance.start(
            service,
            options
                .withClock(clock)
                .withAsyncRunner(calls)
                .withVerifyDeterminism()
                .withListener(log));
    int nodes = instance.nodeCount();
    this.leaks =
        Leaks.expecting(
            instance,
            clock,
            () -> ScriptedExternalService.isAllOf(this.service) ? scratch().nodeCount() : nodes);
  }

  /**
   * Starts a service. Its sinks are not fed.
   *
   * @throws io.skipruntime.WiringException that names every mistake in how it is put together
   * @throws ComputationException if a function fails on the initial data
   */
  public static TestedService start(SkipService<?, ?> service) {
    return start(service, EngineOptions.defaults());
  }

  /**
   * As {@link #start(SkipService)}, with options; but the clock is the test's, and determinism is
   * always verified.
   */
  public static TestedService start(SkipService<?, ?> service, EngineOptions options) {
    return new TestedService(service, options);
  }

  /** The running service, to hand to code under test, and for what is not here. */
  public ServiceInstance instance() {
    return instance;
  }

  /** The clock of the service; {@link #advance} moves it and collects what is idle. */
  public FakeClock clock() {
    return clock;
  }

  /** The calls of the service's async functions, none of which is made but by the test. */
  public ScriptedCalls calls() {
    return calls;
  }

  /** Writes entries to one input, in a commit of its own; {@link Entry#deleted} deletes a key. */
  public Watermark write(String collection, Entry<?, ?>... entries) {
    return write(Writes.to(collection, entries));
  }

  /**
   * Writes to one or several inputs in one commit.
   *
   * @throws ComputationException if a function fails; nothing has changed then
   * @throws InvalidInputException if an entry is not of its input's types; likewise
   */
  public Watermark write(Writes writes) {
    return instance.transaction(all -> writes.entries().forEach(all::update));
  }

  /**
   * Asserts that writing fails as a function does, and that this leaves nothing: inputs, resources
   * and the version are as before, no subscriber is told, and no node is left.
   *
   * @return the failure, which names the node and the key
   */
  public ComputationException assertRejected(Writes writes) {
    return assertRefused(ComputationException.class, writes);
  }

  /** As {@link #assertRejected}, of entries that are not of their input's types. */
  public InvalidInputException assertInvalid(Writes writes) {
    return assertRefused(InvalidInputException.class, writes);
  }

  private <E extends SkipException> E assertRefused(Class<E> type, Writes writes) {
    return assertRefused(type, "the write " + writes, () -> write(writes));
  }

  private <E extends SkipException> E assertRefused(
      Class<E> type, String what, Supplier<Watermark> step) {
    Seen before = look();
    Watermark written;
    try {
      written = step.get();
    } catch (SkipException e) {
      if (!type.isInstance(e)) {
        throw new AssertionError(
            "expected " + type.getSimpleName() + " of " + what + ", but got " + e, e);
      }
      before.requireSame(look(), "the refusal of " + what);
      return type.cast(e);
    }
    throw new AssertionError(what + " should have been refused, but was committed as " + written);
  }

  /**
   * Runs a command.
   *
   * @param params of the type of the command's parameters, {@code Json}, or {@code ClientParams}
   *     for a user
   * @return its result as JSON, and the version that shows what it has written
   * @throws CommandRefusedException if the command refuses; nothing has changed then
   * @throws ComputationException if the command or a function fails; likewise
   */
  public CommandAnswer command(String name, Object params) {
    return instance.commands().run(name, params);
  }

  /**
   * Asserts that a command refuses, and that this leaves nothing: inputs, resources and the version
   * are as before, no subscriber is told, and no node is left.
   *
   * @param params as {@link #command} takes them
   * @return the refusal, which has the kind and the reason
   */
  public CommandRefusedException assertCommandRefused(String name, Object params) {
    return assertRefused(
        CommandRefusedException.class,
        "the command " + name + " " + params,
        () -> command(name, params).watermark());
  }

  private Seen look() {
    Map<String, List<Entry<Object, Object>>> contents = new LinkedHashMap<>();
    instance.inputNames().forEach(name -> contents.put("input " + name, instance.getInput(name)));
    for (TestedResource<?, ?> each : resources) {
      try {
        contents.put("resource " + each, instance.getAll(each.name(), each.params()));
      } catch (SkipException failed) {
        contents.put("resource " + each, List.of());
      }
    }
    int events = streams.stream().mapToInt(TestedStream::eventCount).sum();
    return new Seen(contents, instance.watermark(), instance.nodeCount(), events);
  }

  /** All that can be seen of the service. */
  private record Seen(
      Map<String, List<Entry<Object, Object>>> contents, Watermark version, int nodes, int events) {

    void requireSame(Seen after, String what) {
      contents.forEach((name, entries) ->
          EntryDifference.between(entries, after.contents.getOrDefault(name, List.of()))
              .ifPresent(difference -> {
                throw new AssertionError(what + " changed " + name + "\n" + difference);
              }));
      if (!version.equals(after.version) || nodes != after.nodes || events != after.events) {
        throw new AssertionError(
            "%s left something: version %s, nodes %d, events %d became version %s, nodes %d, events %d"
                .formatted(what, version, nodes, events, after.version, after.nodes, after.events));
      }
    }
  }

  /**
   * A resource with parameters. The types of its entries are for the test to say, as in {@code
   * TestedResource<Long, String> names = service.resource("names", 1L)}; without them use {@link
   * TestedResource#asJson}.
   *
   * @param params of the type of the resource's parameters, or {@code Json}
   */
  @SuppressWarnings("unchecked") // the test says of which types the entries are
  public <K, V> TestedResource<K, V> resource(String name, Object params) {
    TestedResource<K, V> resource =
        new TestedResource<>(this, name, params, entry -> (Entry<K, V>) entry);
    resources.add(resource);
    return resource;
  }

  /** As {@link #resource(String, Object)}, of a resource without parameters. */
  public <K, V> TestedResource<K, V> resource(String name) {
    return resource(name, Json.object(Map.of()));
  }

  <K, V> TestedStream<K, V> opened(TestedStream<K, V> stream) {
    streams.add(stream);
    return stream;
  }

  /** Asserts that an input has exactly the given entries. */
  public void assertInput(String collection, Entry<?, ?>... expected) {
    EntryDifference.between(List.of(expected), instance.getInput(collection))
        .ifPresent(difference -> {
          throw new AssertionError("input " + collection + " has other contents\n" + difference);
        });
  }

  /**
   * Which functions run during an action, those of transactions that are taken back, too. A
   * function that is run twice, to see that it is deterministic, counts once.
   */
  public FunctionRuns runsDuring(Runnable action) {
    return log.during(action);
  }

  /** Replaces the service's code while it runs, as {@link ServiceInstance#reload} does. */
  public void reload(SkipService<?, ?> next) {
    instance.reload(next);
    service = next;
  }

  /** Lets time pass, and then collects what is idle, as a server does from time to time. */
  public void advance(Duration time) {
    clock.advance(time);
    instance.collectIdle();
  }

  /** Lets so much time pass that everything that is unused is collected. */
  public void collectIdle() {
    Leaks.collectIdle(instance, clock);
  }

  /**
   * Asserts that each resource that the test has asked for has the contents that evaluation from
   * scratch gives for the inputs as they are now. External services must be scripted.
   */
  public void assertConsistent() {
    ScratchEvaluation scratch = scratch();
    for (TestedResource<?, ?> each : resources) {
      ScratchEvaluation.Built built = scratch.instantiate(each.name(), decoded(each));
      if (built.failure().isPresent()) {
        each.assertFails();
        continue;
      }
      List<Entry<Object, Object>> expected = new ArrayList<>();
      built.contents().forEach((key, values) -> expected.add(new Entry<>(key, values)));
      EntryDifference.between(expected, instance.getAll(each.name(), each.params()))
          .ifPresent(difference -> {
            throw new AssertionError(each + " is not what it is from scratch\n" + difference);
          });
    }
  }

  private Object decoded(TestedResource<?, ?> resource) {
    return ScratchEvaluation.parametersOf(service, resource.name()).accept(resource.params());
  }

  private ScratchEvaluation scratch() {
    Map<String, Map<Object, List<Object>>> inputs = new HashMap<>();
    for (String name : instance.inputNames()) {
      Map<Object, List<Object>> contents = new LinkedHashMap<>();
      instance
          .<Object, Object>getInput(name)
          .forEach(entry -> contents.put(entry.key(), entry.values()));
      inputs.put(name, contents);
    }
    return new ScratchEvaluation(
        service,
        inputs,
        calls.over(
            new ClockContents(clock, clockMillis, ScriptedExternalService.contentsOf(service))));
  }

  /**
   * Closes the streams that were opened here, and asserts that nothing is left open by others: code
   * that uses {@link #instance} closes what it opens. Time passes until everything unused is idle.
   */
  public void assertNothingLeaked() {
    streams.forEach(TestedStream::close);
    streams.clear();
    leaks.assertNone();
  }

  /** Ends the service. */
  @Override
  public void close() {
    streams.forEach(TestedStream::close);
    instance.close();
  }
}
