package io.skipruntime.testkit;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.scratch.ExternalContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The calls of the async functions of a service under test, of which none is made: the test decides
 * when each ends, and how. What a call leads to is in the service when the method that ends the
 * call returns. Thread-safe.
 *
 * <pre>{@code
 * service.write("products", Entry.of(1L, new Product("shoe")));
 * service.calls().assertRunning("describe", 1L);
 * service.calls().succeed("describe", 1L, "a red shoe");
 * service.calls().fail("describe", 2L, new IOException());
 * service.calls().runAll();
 * }</pre>
 */
public final class ScriptedCalls implements AsyncRunner {

  private record Place(String name, int version, Json key) {

    static Place of(AsyncOptions<?> options, Object key) {
      return new Place(options.name(), options.version(), AsyncResource.keyOf(key));
    }
  }

  private record Kept(AsyncFunction<?, ?, ?> function, Outcome<Object> outcome) {}

  private final Set<AsyncAttempt> running = new LinkedHashSet<>();
  private final Map<Place, List<Kept>> kept = new HashMap<>();
  private int begun;

  /** No calls yet. */
  public ScriptedCalls() {}

  @Override
  public synchronized Runnable begin(AsyncAttempt attempt) {
    begun++;
    running.add(attempt);
    return () -> giveUp(attempt);
  }

  private synchronized void giveUp(AsyncAttempt attempt) {
    running.remove(attempt);
  }

  @Override
  public synchronized void kept(AsyncCall call, Outcome<Object> outcome) {
    List<Kept> ofKey =
        kept.computeIfAbsent(Place.of(call.options(), call.key()), first -> new ArrayList<>());
    ofKey.removeIf(each ->
        isSame(each.function, call.function())
            && each.outcome.argument().equals(outcome.argument()));
    ofKey.addFirst(new Kept(call.function(), outcome));
  }

  @Override
  public synchronized void forgotten(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Json key, String argument) {
    List<Kept> ofKey = kept.getOrDefault(Place.of(options, key), new ArrayList<>());
    ofKey.removeIf(
        each -> isSame(each.function, function) && each.outcome.argument().equals(argument));
  }

  /** Whether two functions are one for a service: equal, or lambdas of one class. */
  private static boolean isSame(AsyncFunction<?, ?, ?> one, AsyncFunction<?, ?, ?> other) {
    return one.equals(other) || (one.getClass().isHidden() && one.getClass() == other.getClass());
  }

  private synchronized List<Outcome<Object>> known(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
    return kept.getOrDefault(Place.of(options, key), List.of()).stream()
        .filter(each -> isSame(each.function, function))
        .map(Kept::outcome)
        .toList();
  }

  /** The contents of external resources with these outcomes; for evaluation from scratch. */
  public ExternalContents over(ExternalContents others) {
    return new ExternalContents() {
      @Override
      public Map<Object, List<Object>> of(ExternalResource<?, ?> resource) {
        return others.of(resource);
      }

      @Override
      public List<Outcome<Object>> outcomes(
          AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
        return known(options, function, key);
      }
    };
  }

  /** How many attempts were begun since the start, of all functions. */
  public synchronized int begunCount() {
    return begun;
  }

  /** The attempts that go on, in the order in which they were begun. */
  public synchronized List<AsyncAttempt> running() {
    return List.copyOf(running);
  }

  /** Asserts that calls of a function go on for exactly these keys, in any order. */
  public void assertRunning(String name, Object... keys) {
    List<Json> found =
        running().stream()
            .filter(each -> each.call().name().equals(name))
            .map(each -> AsyncResource.keyOf(each.call().key()))
            .sorted()
            .toList();
    List<Json> expected = List.of(keys).stream().map(AsyncResource::keyOf).sorted().toList();
    if (!found.equals(expected)) {
      throw new AssertionError(
          "calls of " + name + " should go on for " + expected + ", but they do for " + found);
    }
  }

  /**
   * Ends the call for a key with a result.
   *
   * @throws AssertionError if no call of the function goes on for the key
   * @throws SkipException if the service refuses the result
   */
  public void succeed(String name, Object key, Object result) {
    join(take(name, key).succeeded(result));
  }

  /**
   * Lets the attempt for a key fail. Whether there is another attempt, when the clock has moved, is
   * for the options of the function to say.
   *
   * @throws AssertionError if no call of the function goes on for the key
   */
  public void fail(String name, Object key, Throwable failure) {
    join(take(name, key).failed(failure));
  }

  /**
   * Calls the author's function for a key, on this thread, and ends the call as that ends.
   *
   * @throws AssertionError if no call of the function goes on for the key
   */
  public void run(String name, Object key) {
    run(take(name, key));
  }

  /** As {@link #run}, for all calls, and those that are begun then, until none goes on. */
  public void runAll() {
    for (Optional<AsyncAttempt> next = takeAny(); next.isPresent(); next = takeAny()) {
      run(next.get());
    }
  }

  private static void run(AsyncAttempt attempt) {
    Object result;
    try {
      result = attempt.call().make();
    } catch (Exception e) {
      join(attempt.failed(e));
      return;
    }
    join(attempt.succeeded(result));
  }

  private synchronized Optional<AsyncAttempt> takeAny() {
    Optional<AsyncAttempt> first = running.stream().findFirst();
    first.ifPresent(running::remove);
    return first;
  }

  private synchronized AsyncAttempt take(String name, Object key) {
    Json wanted = AsyncResource.keyOf(key);
    AsyncAttempt found =
        running.stream()
            .filter(each ->
                each.call().name().equals(name)
                    && AsyncResource.keyOf(each.call().key()).equals(wanted))
            .findFirst()
            .orElseThrow(
                () -> new AssertionError("no call of " + name + " goes on for the key " + wanted));
    running.remove(found);
    return found;
  }

  private static void join(CompletionStage<Void> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException refused ? refused : e;
    }
  }
}
