package io.skipruntime.testkit;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.contents.EntryText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of a resource that collects what it is sent, one event for each commit that concerns
 * it. Assertions take the collected events one by one, in order. Thread-safe.
 *
 * <p>What the test itself writes has arrived when the write returns. For code that writes on other
 * threads, {@link #await} waits for the next event.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class TestedStream<K, V> implements AutoCloseable {

  private static final long MOST_SECONDS = 10;

  private sealed interface Event {}

  private record Sent<K, V>(CollectionUpdate<K, V> update) implements Event {
    @Override
    public String toString() {
      return (update.isInitial() ? "init " : "update ") + EntryText.of(update.values());
    }
  }

  private record Failed(ComputationException failure) implements Event {
    @Override
    public String toString() {
      return "error: " + failure.getMessage();
    }
  }

  private final String subject;
  private final String identifier;
  private final ServiceInstance service;
  private final Function<Entry<?, ?>, Entry<K, V>> view;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Map<Object, Entry<K, V>> folded = new TreeMap<>(CanonicalOrder.INSTANCE);
  private @Nullable Subscription subscription;
  private boolean isConnected;
  private Optional<Watermark> seen = Optional.empty();

  /**
   * A subscriber of what was opened under an identifier, which it closes in the end.
   *
   * @param subject how messages name the resource
   * @param view makes the entries that tests see of the engine's
   */
  TestedStream(
      String subject,
      String identifier,
      ServiceInstance service,
      Function<Entry<?, ?>, Entry<K, V>> view) {
    this.subject = subject;
    this.identifier = identifier;
    this.service = service;
    this.view = view;
    connect();
  }

  private synchronized void connect() {
    subscription = service.subscribe(identifier, seen, this::collect);
    isConnected = true;
    collect();
  }

  private synchronized void collect() {
    Subscription current = subscription;
    if (current == null || !isConnected) {
      return;
    }
    current
        .pollFailure()
        .ifPresent(failure -> {
          folded.clear();
          events.add(new Failed(failure));
        });
    current.poll().ifPresent(this::take);
    seen = current.seen();
    notifyAll();
  }

  private void take(CollectionUpdate<Object, Object> update) {
    List<Entry<K, V>> entries = update.values().stream().<Entry<K, V>>map(view).toList();
    if (update.isInitial()) {
      folded.clear();
    }
    for (Entry<K, V> entry : entries) {
      folded.remove(entry.key());
      if (!entry.values().isEmpty()) {
        folded.put(entry.key(), entry);
      }
    }
    events.add(new Sent<>(new CollectionUpdate<>(update.isInitial(), entries, update.watermark())));
  }

  /** Asserts that the next event replaces all, with exactly the given entries. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the entries are only read
  public final TestedStream<K, V> assertInit(Entry<K, V>... expected) {
    return assertNext(true, List.of(expected));
  }

  /**
   * Asserts that the next event is an update of exactly the given entries; {@link Entry#deleted}
   * for a key that is gone.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the entries are only read
  public final TestedStream<K, V> assertUpdate(Entry<K, V>... expected) {
    return assertNext(false, List.of(expected));
  }

  private synchronized TestedStream<K, V> assertNext(
      boolean isInitial, List<Entry<K, V>> expected) {
    String kind = isInitial ? "init" : "update";
    Event event = events.poll();
    if (!(event instanceof Sent<?, ?> sent) || sent.update().isInitial() != isInitial) {
      throw new AssertionError(
          subject + ": expected " + kind + " " + EntryText.of(expected) + ", but " + came(event));
    }
    EntryDifference.between(expected, sent.update().values())
        .ifPresent(difference -> {
          throw new AssertionError(subject + ": the " + kind + " differs\n" + difference);
        });
    return this;
  }

  private String came(@Nullable Event event) {
    return event == null ? "no event came" : "what came is " + event + andThen();
  }

  private String andThen() {
    return events.isEmpty()
        ? ""
        : events.stream().map(Event::toString).collect(Collectors.joining(", ", ", then ", ""));
  }

  /** Asserts that there are no further events. */
  public synchronized TestedStream<K, V> assertNoUpdate() {
    Event event = events.poll();
    if (event != null) {
      throw new AssertionError(subject + ": expected no update, but " + came(event));
    }
    return this;
  }

  /** Asserts that the next event says that the instance has failed, and gives the failure. */
  public synchronized ComputationException assertFailure() {
    Event event = events.poll();
    if (event instanceof Failed failed) {
      return failed.failure();
    }
    throw new AssertionError(subject + ": expected an error, but " + came(event));
  }

  /** Asserts what the subscriber has now: all that it was sent, folded. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the entries are only read
  public final TestedStream<K, V> assertContents(Entry<K, V>... expected) {
    EntryDifference.between(List.of(expected), contents())
        .ifPresent(difference -> {
          throw new AssertionError(subject + ": the folded stream differs\n" + difference);
        });
    return this;
  }

  /** Asserts that the stream was ended: closed, or collected as idle. */
  public synchronized TestedStream<K, V> assertEnded() {
    if (!isEnded()) {
      throw new AssertionError(subject + ": the stream should have ended, but is open");
    }
    return this;
  }

  /** Whether the stream was ended: closed, or collected as idle. */
  public synchronized boolean isEnded() {
    Subscription current = subscription;
    return current == null || current.isEnded();
  }

  /** What the subscriber has now: all that it was sent, folded, in key order. */
  public synchronized List<Entry<K, V>> contents() {
    return List.copyOf(folded.values());
  }

  /** Takes the updates that have arrived and were not asserted, in order; without errors. */
  public synchronized List<CollectionUpdate<K, V>> takeUpdates() {
    List<CollectionUpdate<K, V>> updates = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Sent<?, ?> sent) {
        @SuppressWarnings("unchecked") // the stream puts in updates of its own types only
        CollectionUpdate<K, V> own = (CollectionUpdate<K, V>) sent.update();
        updates.add(own);
      }
    }
    events.clear();
    return updates;
  }

  /** Waits until an event is there, at most ten seconds. */
  public synchronized TestedStream<K, V> await() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (events.isEmpty()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        throw new AssertionError(subject + ": no event came within " + MOST_SECONDS + " seconds");
      }
      wait(millis);
    }
    return this;
  }

  int eventCount() {
    synchronized (this) {
      return events.size();
    }
  }

  /** Leaves the stream, which stays open: from now on it is idle unless others are subscribed. */
  public synchronized TestedStream<K, V> disconnect() {
    Subscription current = subscription;
    isConnected = false;
    if (current != null) {
      current.close();
    }
    return this;
  }

  /**
   * Comes back after {@link #disconnect} as one who has seen what it was sent: the next event is an
   * update of what changed meanwhile, if anything did.
   *
   * @throws io.skipruntime.UnknownInstanceException if the stream has ended meanwhile
   */
  public synchronized TestedStream<K, V> resume() {
    disconnect();
    connect();
    return this;
  }

  /** Leaves the stream and closes it, unless it has ended. */
  @Override
  public synchronized void close() {
    boolean hasEnded = isEnded();
    disconnect();
    if (!hasEnded) {
      service.closeResourceInstance(identifier);
    }
  }

  @Override
  public String toString() {
    return "stream of " + subject;
  }
}
