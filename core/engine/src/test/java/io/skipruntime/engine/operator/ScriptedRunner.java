package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runner that calls nothing: a test ends each attempt. Thread-safe. */
final class ScriptedRunner implements AsyncRunner {

  private static final long PATIENCE_SECONDS = 60;

  private final List<AsyncAttempt> attempts = new ArrayList<>();
  private final Set<AsyncAttempt> over = new HashSet<>();
  private final Set<AsyncAttempt> givenUp = new HashSet<>();
  private final List<String> forgotten = new ArrayList<>();

  @Override
  public synchronized Runnable begin(AsyncAttempt attempt) {
    attempts.add(attempt);
    return () -> giveUp(attempt);
  }

  private synchronized void giveUp(AsyncAttempt attempt) {
    givenUp.add(attempt);
  }

  @Override
  public synchronized void forgotten(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Json key, String argument) {
    forgotten.add(key.toString());
    notifyAll();
  }

  /** Waits until so many outcomes were forgotten, and gives their keys. */
  synchronized List<String> awaitForgotten(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (forgotten.size() < count && System.nanoTime() < deadline) {
      wait(TimeUnit.SECONDS.toMillis(1));
    }
    return List.copyOf(forgotten);
  }

  /** How many attempts were begun. */
  synchronized int begun() {
    return attempts.size();
  }

  /** The attempts that go on, in the order in which they were begun. */
  synchronized List<AsyncAttempt> open() {
    return attempts.stream()
        .filter(each -> !over.contains(each) && !givenUp.contains(each))
        .toList();
  }

  /** The keys and values of the attempts that go on. */
  List<String> openCalls() {
    return open().stream().map(each -> each.call().key() + "=" + each.call().value()).toList();
  }

  /** The attempt that goes on for a key. */
  AsyncAttempt open(Object key) {
    List<AsyncAttempt> found =
        open().stream().filter(each -> each.call().key().equals(key)).toList();
    assertThat(found).as("attempts for " + key).hasSize(1);
    return found.getFirst();
  }

  /** Ends the attempt for a key, and waits until the result is in the service's state. */
  void succeed(Object key, Object result) {
    AsyncAttempt attempt = end(key);
    join(attempt.succeeded(result));
  }

  /** Ends the attempt for a key with a failure, and waits until that is in the service's state. */
  void fail(Object key, Throwable failure) {
    AsyncAttempt attempt = end(key);
    join(attempt.failed(failure));
  }

  private AsyncAttempt end(Object key) {
    AsyncAttempt attempt = open(key);
    synchronized (this) {
      over.add(attempt);
    }
    return attempt;
  }

  /** Waits for a stage. */
  static void join(CompletionStage<Void> stage) {
    CompletableFuture<Void> future = stage.toCompletableFuture();
    try {
      future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new AssertionError("not in time: " + (e.getCause() instanceof TimeoutException), e);
    }
  }
}
