package io.skipruntime.engine.async;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.engine.async.CallTable.Place;
import io.skipruntime.engine.async.CallTable.Step;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.AsyncStatistics;
import io.skipruntime.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The external service that delivers the outcomes of async functions. Each function is a resource,
 * as {@code AsyncResource} makes it, that is subscribed while a collection needs results.
 *
 * <p>Collections tell what they need after each commit: they take notes ({@link #need}, {@link
 * #know}, {@link #release}), and when all have, {@link #settle} begins and cancels calls. So a call
 * is made for what is committed alone, and one that moves from a collection to another in the same
 * commit goes on. Until a resource is subscribed nothing is called: while records of a journal are
 * carried out again, in particular.
 *
 * <p>One thread delivers, while there is something to deliver, all that has arrived meanwhile in
 * one commit. What the service refuses is delivered again after a pause.
 *
 * <ul>
 *   <li>{@code changed} has the tables with notes since the last {@link #settle}, {@code waiting}
 *       those that have something to deliver, {@code leaving} those that were unsubscribed before
 *       the note came that the last collection is gone.
 *   <li>{@code tablesOfName} counts the tables with functions of a name; the executor of the name
 *       is there as long as one is.
 * </ul>
 *
 * <p>The lock of this object comes after the write lock, and no other code is called while it is
 * held, except for that of a {@link CallTable}. Thread-safe.
 */
public final class AsyncCalls implements ExternalService {

  private static final int MOST_IN_A_COMMIT = 1_000;
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final AsyncRunner runner;
  private final CallTimer timer;
  private final Map<ExternalResource<?, ?>, CallTable> tables = new HashMap<>();
  private final Map<String, CallTable> subscribed = new HashMap<>();
  private final Map<String, CallExecutor> executors = new TreeMap<>();
  private final Map<String, Integer> tablesOfName = new HashMap<>();
  private final Set<CallTable> changed = new LinkedHashSet<>();
  private final Set<CallTable> waiting = new LinkedHashSet<>();
  private final Set<CallTable> leaving = new LinkedHashSet<>();
  private final List<CallExecutor> defined = new ArrayList<>(0);
  private boolean isDelivering;
  private boolean isPausing;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean isClosed;

  /** A service that calls nothing yet. */
  public AsyncCalls(AsyncRunner runner, InstantSource clock) {
    this.runner = runner;
    this.timer = CallTimer.of(clock);
  }

  /** The table of a resource, which is about to change. */
  private CallTable changing(ExternalResource<?, ?> resource) {
    CallTable table =
        tables.computeIfAbsent(resource, first -> new CallTable(first, runner, this::arrived));
    changed.add(table);
    return table;
  }

  /**
   * Notes a collection that needs results of a resource's function, and the options, which count
   * from now on for all functions of the name.
   *
   * @param consumer stands for the collection
   */
  public synchronized void define(
      ExternalResource<?, ?> resource,
      Object consumer,
      AsyncFunction<Object, Object, Object> function,
      AsyncOptions<?> options) {
    if (isClosed) {
      return;
    }
    CallExecutor executor =
        executors.computeIfAbsent(
            options.name(), first -> new CallExecutor(runner, timer, options));
    executor.use(options);
    defined.add(executor);
    CallTable table = changing(resource);
    if (table.define(consumer, function, options, executor)) {
      tablesOfName.merge(options.name(), 1, Integer::sum);
    }
  }

  /** Notes the outcomes that a key of a resource has now. */
  public synchronized void know(
      ExternalResource<?, ?> resource, Json key, List<Outcome<Object>> outcomes) {
    changing(resource).know(key, outcomes);
  }

  /**
   * Notes the values that a key of a collection has now; none if it is gone.
   *
   * @param consumer stands for the collection
   * @param key the key of the resource
   * @param typedKey the key of the collection
   */
  public synchronized void need(
      ExternalResource<?, ?> resource,
      Object consumer,
      Json key,
      Object typedKey,
      List<Argument> arguments) {
    changing(resource).need(consumer, key, typedKey, arguments);
  }

  /** Notes that a collection is there no more. */
  public synchronized void release(ExternalResource<?, ?> resource, Object consumer) {
    CallTable table = tables.get(resource);
    if (table != null) {
      table.release(consumer);
      changed.add(table);
      if (table.isUnused()) {
        tables.remove(resource);
        forget(table);
      }
    }
  }

  /** Begins and cancels calls as the notes say. */
  public void settle() {
    List<Step> steps = new ArrayList<>(0);
    synchronized (this) {
      if (isClosed) {
        return;
      }
      for (CallTable table : changed) {
        steps.addAll(table.settle());
        noteWaiting(table);
      }
      changed.clear();
      for (CallTable table : List.copyOf(leaving)) {
        if (!table.isConsumed()) {
          steps.addAll(closed(table));
        }
      }
      defined.forEach(each -> steps.add(each::beginReady));
      defined.clear();
    }
    steps.forEach(Step::run);
    deliverIfNeeded();
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    synchronized (this) {
      CallTable table = changing(callbacks.resource());
      if (table.callbacks() != null) {
        tables.remove(callbacks.resource());
        table = changing(callbacks.resource());
      }
      table.open(callbacks);
      subscribed.put(instance, table);
    }
    List<Entry<Object, Object>> none = List.of();
    CompletionStage<Void> begun = callbacks.update(none, !callbacks.isLoaded());
    settle();
    return begun;
  }

  @Override
  public void unsubscribe(String instance) {
    List<Step> steps = List.of();
    synchronized (this) {
      CallTable table = subscribed.remove(instance);
      if (table != null && table.isConsumed()) {
        leaving.add(table);
      } else if (table != null) {
        steps = closed(table);
      }
    }
    steps.forEach(Step::run);
  }

  /** Closes a table; gives what is to be done without the lock. */
  private List<Step> closed(CallTable table) {
    leaving.remove(table);
    tables.remove(table.resource(), table);
    forget(table);
    return table.close();
  }

  /** Forgets a table that is closed, and the executor of its name with the last table of that. */
  private void forget(CallTable table) {
    changed.remove(table);
    waiting.remove(table);
    if (table.isDefined()
        && tablesOfName.merge(table.name(), -1, (count, one) -> count == 1 ? null : count - 1)
            == null) {
      executors.remove(table.name());
    }
  }

  private void noteWaiting(CallTable table) {
    if (table.isWaiting()) {
      waiting.add(table);
    } else {
      waiting.remove(table);
    }
  }

  /** Takes an outcome of a call, which is delivered soon. */
  private CompletionStage<Void> arrived(
      CallTable table, Place place, AsyncCall call, Outcome<Object> outcome, boolean isEnd) {
    CompletableFuture<Void> shown;
    synchronized (this) {
      shown = table.arrive(place, call, outcome, isEnd);
      noteWaiting(table);
    }
    deliverIfNeeded();
    return shown;
  }

  private void deliverIfNeeded() {
    synchronized (this) {
      if (isClosed || isDelivering || isPausing || waiting.isEmpty()) {
        return;
      }
      isDelivering = true;
    }
    Thread.ofVirtual().name("skip-async-delivery").start(this::deliverAll);
  }

  private void deliverAll() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = deliverNext();
      } catch (RuntimeException | Error e) {
        synchronized (this) {
          isDelivering = false;
        }
        throw e;
      }
    }
  }

  /** Delivers what waits, and says whether there was anything. */
  private boolean deliverNext() {
    CallTable table;
    CallTable.Batch batch;
    Callbacks callbacks;
    synchronized (this) {
      table = isClosed || isPausing || waiting.isEmpty() ? null : waiting.iterator().next();
      callbacks = table == null ? null : table.callbacks();
      if (table == null || callbacks == null) {
        isDelivering = false;
        return false;
      }
      batch = table.take(MOST_IN_A_COMMIT);
      noteWaiting(table);
    }
    deliver(batch, table, callbacks);
    return true;
  }

  private void deliver(CallTable.Batch batch, CallTable table, Callbacks callbacks) {
    CompletionStage<Void> shown;
    try {
      Delivery delivery = callbacks.begin();
      batch.puts().forEach((key, outcomes) -> delivery.put(callbacks, key, outcomes));
      shown = delivery.commit();
    } catch (RuntimeException e) {
      refused(batch, table, e);
      return;
    }
    synchronized (this) {
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    shown.whenComplete((none, failure) -> {
      if (failure == null) {
        batch.arrived().forEach(each -> runner.kept(each.call(), each.outcome()));
        batch.dropped().forEach(table::tellForgotten);
      }
      batch.arrived().forEach(each -> complete(each.shown(), failure));
    });
  }

  private static void complete(CompletableFuture<Void> waiting, @Nullable Throwable failure) {
    if (failure == null) {
      waiting.complete(null);
    } else {
      waiting.completeExceptionally(failure);
    }
  }

  private void refused(CallTable.Batch batch, CallTable table, RuntimeException reason) {
    synchronized (this) {
      boolean isOver =
          reason instanceof ServiceClosedException || reason instanceof ServiceBrokenException;
      if (!isOver && !isClosed) {
        table.putBack(batch);
        noteWaiting(table);
        isPausing = true;
        timer.after(pauseMillis, this::resume);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      }
    }
    batch.arrived().forEach(each -> each.shown().completeExceptionally(reason));
  }

  private void resume() {
    synchronized (this) {
      isPausing = false;
    }
    deliverIfNeeded();
  }

  /** The calls of each name. May be called by any thread. */
  public synchronized List<AsyncStatistics> statistics() {
    Map<String, Long> kept = new HashMap<>();
    tables.values().forEach(each -> kept.merge(each.name(), each.size(), Long::sum));
    List<AsyncStatistics> all = new ArrayList<>();
    executors.forEach(
        (name, executor) -> all.add(executor.statistics(kept.getOrDefault(name, 0L))));
    return all;
  }

  /** Gives up all calls, without waiting for them. */
  public void close() {
    List<CallExecutor> left;
    List<Step> steps = new ArrayList<>();
    synchronized (this) {
      isClosed = true;
      left = List.copyOf(executors.values());
      executors.clear();
      tables.values().forEach(each -> steps.addAll(each.close()));
      tables.clear();
      subscribed.clear();
      waiting.clear();
    }
    timer.close();
    left.forEach(CallExecutor::close);
    steps.forEach(Step::run);
  }
}
