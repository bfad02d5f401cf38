package io.skipruntime.jdbc;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.SkipException;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * The polls of one database for all subscriptions of its queries: one poll at a time, and after
 * each a pause. A new subscription ends the pause.
 *
 * <ul>
 *   <li>The feed's thread waits and watches. A platform thread for each poll uses the database, and
 *       nothing interrupts it: an interrupt would close the files of an embedded database.
 *   <li>A poll is one transaction of the database and one delivery. When a query fails the poll
 *       begins again without it, since what it has put cannot be taken back.
 *   <li>{@code queries}, {@code ended}, {@code isWanted}, {@code trouble} and {@code isStarted} are
 *       guarded by {@code lock}.
 *   <li>{@code ended} has the names of queries that were subscribed in this process and are no
 *       more.
 *   <li>{@code positions} has the states of all queries that the service may have data of, also of
 *       those that are not subscribed yet after a restart.
 * </ul>
 */
final class Poller extends Feed {

  private static final String STREAM = "poll";
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long GRACE_MILLIS = 5_000;
  private static final long LONGEST_WATCH_MILLIS = 200;
  private static final int VALID_SECONDS = 5;

  private final DataSource source;
  private final SqlFailures failures;
  private final JdbcOptions options;
  private final Backoff refusals;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, PolledQuery> queries = new TreeMap<>();
  private final Set<String> ended = new HashSet<>();
  private boolean isWanted;
  private boolean isStarted;
  private Optional<SourceException> trouble = Optional.empty();
  private Optional<Map<String, Json>> positions = Optional.empty();
  private long nextNanos = System.nanoTime();
  private Optional<FutureTask<Void>> last = Optional.empty();

  @SuppressWarnings("this-escape") // what it calls completes a future that is not given away yet
  Poller(DataSource source, SqlFailures failures, JdbcOptions options) {
    super("skip-jdbc", backoff(options));
    this.source = source;
    this.failures = failures;
    this.options = options;
    this.refusals = backoff(options);
    supplied(); // it has data in its subscriptions; so nothing ends it but its end
  }

  private static Backoff backoff(JdbcOptions options) {
    return new Backoff(
        Math.min(FIRST_RETRY_MILLIS, options.intervalMillis()), options.maxRetryMillis());
  }

  /**
   * Adds a subscription; completes when its first data is delivered, exceptionally if there is none
   * to be had.
   */
  CompletionStage<Void> add(String instance, PolledQuery query) {
    Optional<SourceException> known;
    lock.lock();
    try {
      if (isStopped()) {
        return CompletableFuture.failedStage(
            new SkipException("the external service is shut down"));
      }
      if (queries.putIfAbsent(instance, query) != null) {
        return CompletableFuture.failedStage(
            new SkipException("there is a subscription " + instance + " already"));
      }
      ended.remove(query.name());
      known = trouble;
      isWanted = true;
      changed.signalAll();
      if (!isStarted) {
        isStarted = true;
        var unused = start();
      }
    } finally {
      lock.unlock();
    }
    known.ifPresent(query.callbacks()::error);
    return query.loaded();
  }

  /** Ends a subscription, if there is one. */
  void remove(String instance) {
    lock.lock();
    try {
      PolledQuery query = queries.remove(instance);
      if (query != null) {
        query.ended();
        ended.add(query.name());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all subscriptions; completes when the database is not used any more. */
  CompletionStage<Void> close() {
    lock.lock();
    try {
      List.copyOf(queries.keySet()).forEach(this::remove);
      boolean wasStarted = isStarted;
      isStarted = true;
      CompletableFuture<Void> ended = stop();
      return wasStarted ? ended : CompletableFuture.completedStage(null);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void troubled(SourceException failure) {
    List<PolledQuery> all;
    lock.lock();
    try {
      trouble = Optional.of(failure);
      all = List.copyOf(queries.values());
    } finally {
      lock.unlock();
    }
    all.forEach(query -> query.callbacks().error(failure));
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    List<PolledQuery> due = awaitDue();
    if (last.isPresent() && !last.get().isDone()) {
      throw SourceException.passing(
          "the database's driver has not come back from a reading that was given up");
    }
    Session session = new Session(source);
    FutureTask<Void> poll =
        new FutureTask<>(() -> {
          poll(due, session);
          return null;
        });
    last = Optional.of(poll);
    Thread.ofPlatform().daemon().name("skip-jdbc-read").start(poll);
    watch(poll, session);
    settled();
    return 0;
  }

  private void settled() {
    nextNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.intervalMillis());
    lock.lock();
    try {
      trouble = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to read, which is all that need not wait for itself. */
  private List<PolledQuery> awaitDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        queries.values().removeIf(PolledQuery::isOver);
        long now = System.nanoTime();
        List<PolledQuery> due =
            queries.values().stream().filter(each -> each.notBeforeNanos() - now <= 0).toList();
        if (!due.isEmpty() && (isWanted || nextNanos - now <= 0)) {
          isWanted = false;
          return due;
        }
        if (queries.isEmpty()) {
          changed.await();
        } else {
          var unused = changed.awaitNanos(untilNext(now));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long untilNext(long now) {
    long untilDue =
        queries.values().stream().mapToLong(each -> each.notBeforeNanos() - now).min().orElse(0);
    return Math.max(Math.max(untilDue, nextNanos - now), 1);
  }

  /**
   * Waits for the end of a poll, and ends it when the database is silent or the feed is stopped.
   */
  private void watch(FutureTask<Void> poll, Session session)
      throws SourceException, InterruptedException {
    long watchMillis = Math.clamp(options.timeoutMillis() / 4, 1, LONGEST_WATCH_MILLIS);
    try {
      while (!hasEnded(poll, watchMillis)) {
        if (session.silentMillis() > options.timeoutMillis()) {
          end(poll, session);
          throw SourceException.passing(
              "the database has given no sign of life for " + options.timeoutMillis() + " ms");
        }
      }
    } catch (InterruptedException e) {
      end(poll, session);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SourceException failure
          ? failure
          : failures.ofConnection(e.getCause() == null ? e : e.getCause());
    }
  }

  private static boolean hasEnded(FutureTask<Void> poll, long millis)
      throws InterruptedException, ExecutionException {
    try {
      poll.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * Ends a poll in one of three ways: it is asked to end, its connection is broken, or it is left.
   */
  private static void end(FutureTask<Void> poll, Session session) throws InterruptedException {
    try {
      session.cancel();
      if (!hasEnded(poll, GRACE_MILLIS)) {
        session.abort();
        var unused = hasEnded(poll, GRACE_MILLIS);
      }
    } catch (ExecutionException e) {
      return; // it has ended
    }
  }

  private void poll(List<PolledQuery> due, Session session) throws SourceException {
    List<PolledQuery> good = new ArrayList<>(due);
    restore(due);
    Optional<Reading> reading = Optional.empty();
    try (session) {
      session.open();
      while (reading.isEmpty() && !good.isEmpty()) {
        reading = read(good, session);
        session.endTransaction();
      }
    } catch (SQLException e) {
      throw failures.ofConnection(e);
    }
    if (reading.isPresent() && !isStopped()) {
      deliver(good, reading.get());
    }
  }

  /** A delivery of what was read, and the queries that have put something into it. */
  private record Reading(Delivery delivery, List<PolledQuery> changed) {}

  /** Reads all; if one fails, it is taken away and nothing has been read. */
  private Optional<Reading> read(List<PolledQuery> good, Session session) throws SQLException {
    Delivery delivery = good.getFirst().callbacks().begin();
    List<PolledQuery> put = new ArrayList<>();
    for (PolledQuery query : good) {
      try {
        if (query.read(session, delivery)) {
          put.add(query);
        }
      } catch (SourceException e) {
        query.failed(e, options);
        good.remove(query);
        return Optional.empty();
      } catch (SQLException e) {
        if (SqlFailures.isOfConnection(e) || !session.isUsable(VALID_SECONDS)) {
          throw e;
        }
        query.failed(failures.ofQuery(e), options);
        good.remove(query);
        return Optional.empty();
      }
    }
    return Optional.of(new Reading(delivery, put));
  }

  private void restore(List<PolledQuery> due) {
    if (positions.isEmpty()) {
      Json stored = due.getFirst().callbacks().positions().get(STREAM);
      positions = Optional.of(stored instanceof JsonObject states ? states.members() : Map.of());
    }
    Map<String, Json> known = positions.get();
    due.forEach(query -> query.restore(Optional.ofNullable(known.get(query.name()))));
  }

  private Map<String, Json> withoutEnded(Map<String, Json> states) {
    Map<String, Json> rest = new HashMap<>(states);
    lock.lock();
    try {
      rest.keySet().removeAll(ended);
      ended.clear();
    } finally {
      lock.unlock();
    }
    return rest;
  }

  private void deliver(List<PolledQuery> read, Reading reading) {
    Map<String, Json> before = positions.orElse(Map.of());
    Map<String, Json> after = withoutEnded(before);
    read.forEach(query -> after.put(query.name(), query.position()));
    try {
      if (!reading.changed().isEmpty() || !after.equals(before)) {
        reading.delivery().commit(STREAM, Json.object(after)).toCompletableFuture().join();
        positions = Optional.of(Map.copyOf(after));
      }
    } catch (RuntimeException e) {
      refused(reading.changed(), e);
      return;
    }
    refusals.reset();
    for (PolledQuery query : read) {
      if (!reading.changed().contains(query)) {
        var unused = query.callbacks().update(List.of(), false);
      }
      query.accepted();
    }
  }

  /** Keeps the refused queries together, so that they are read together again. */
  private void refused(List<PolledQuery> changedQueries, RuntimeException failure) {
    long retryMillis = refusals.next();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String message = SourceException.messageOf(cause == null ? failure : cause);
    for (PolledQuery query : changedQueries) {
      query.refused(retryMillis);
      query.callbacks().error(SourceException.lasting(message));
    }
  }
}
