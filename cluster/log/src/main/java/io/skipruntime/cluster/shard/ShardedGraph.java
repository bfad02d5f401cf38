package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Shard;
import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.engine.spi.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a service in one process, which carry out one record after the other: the shards of
 * a level at the same time on several threads, one level after the other. So each of them has all
 * of a tick before it begins with it.
 *
 * <p>For one thread at a time; what the threads of its own do has ended when a call returns.
 */
final class ShardedGraph implements AutoCloseable {

  /** What takes less than this is carried out sooner than threads are woken. */
  private static final long WORTH_THREADS_NANOS = 200_000;

  private static final double FIRST_NANOS_PER_ENTRY = 5_000;

  /**
   * The results of a tick.
   *
   * @param failures what failed on shards
   * @param changes what is different for those who serve
   */
  record Carried(List<ShardFailure> failures, List<TickOutcome.Change> changes) {}

  private final Plan plan;
  private final List<ShardInputs> inputs = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * Shards that have nothing yet.
   *
   * @param shards how many there are
   * @param threads how many threads carry them out, at least 1
   * @throws IllegalArgumentException if there cannot be so many
   */
  ShardedGraph(Plan plan, int shards, int threads) {
    this.plan = plan;
    for (int index = 0; index < shards; index++) {
      inputs.add(new ShardInputs(plan, index, shards));
    }
    for (int level = 0; level < plan.levels(); level++) {
      List<Member> members = new ArrayList<>();
      for (int index = 0; index < shards; index++) {
        members.add(new Member(new Shard(plan, level, index, shards, 1)));
      }
      levels.add(new Level(members));
    }
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("skip-shard-", 1).factory());
  }

  /** An entry that goes from one shard to another, or to those who serve. */
  private record Sent(
      Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values) {}

  /** One level of one shard, and what it was sent. */
  private static final class Member {
    private final Shard shard;
    private final List<Sent> inbox = new ArrayList<>();
    private @Nullable ShardFailure failure;

    Member(Shard shard) {
      this.shard = shard;
    }

    /** Carries a tick out; gives what is sent to others. */
    List<Sent> carryOut() {
      take();
      List<Sent> sent = new ArrayList<>();
      Optional<ShardFailure> failed =
          shard.tick(
              (feed, to, key, source, values) -> sent.add(new Sent(feed, to, key, source, values)));
      failure = failed.orElse(null);
      return failed.isPresent() ? List.of() : sent;
    }

    /** Gives the shard what it was sent. */
    void take() {
      for (Sent each : inbox) {
        shard.receive(each.feed(), each.key(), each.source(), each.values());
      }
      inbox.clear();
    }
  }

  /** The shards of one level, and how long they took for an entry so far. */
  private static final class Level {
    private final List<Member> members;
    private double nanosPerEntry = FIRST_NANOS_PER_ENTRY;

    Level(List<Member> members) {
      this.members = members;
    }

    int waiting() {
      return members.stream().mapToInt(each -> each.inbox.size()).sum();
    }

    boolean isWorthThreads(int entries) {
      return entries > 1 && entries * nanosPerEntry > WORTH_THREADS_NANOS;
    }

    void took(long nanos, int entries) {
      if (entries > 0) {
        nanosPerEntry = (nanosPerEntry + (double) nanos / entries) / 2;
      }
    }
  }

  /**
   * Takes some entries of an input as they were after a tick that cannot be taken back; the levels
   * take them in with the next record that is not passed.
   */
  void restore(long tick, String input, List<Entry<Object, Object>> entries) {
    for (ShardInputs each : inputs) {
      each.restore(tick, input, entries, this::receive);
    }
  }

  /** The inputs after the last tick, of which nothing is to be taken back. */
  State inputs(long tick) {
    return InputsSnapshot.stored(plan, inputs.stream().map(ShardInputs::copy).toList(), tick);
  }

  /**
   * Notes a record whose outcome is known already: what it does to the inputs is carried out with
   * the next record that is not passed.
   */
  void pass(long tick, ShardRecord record) {
    for (ShardInputs each : inputs) {
      each.tick(tick, record, this::receive);
    }
  }

  private void receive(
      Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values) {
    if (feed.to() < plan.levels()) {
      levels.get(feed.to()).members.get(shard).shard.receive(feed, key, source, values);
    }
  }

  /** Computes what follows from all that was passed. */
  List<ShardFailure> rebuild() {
    return computeLevels(new ArrayList<>(), true).failures();
  }

  /** Carries a record out. */
  Carried carryOut(long tick, ShardRecord record) {
    List<Callable<List<Sent>>> tasks = new ArrayList<>();
    for (ShardInputs each : inputs) {
      tasks.add(() -> {
        List<Sent> sent = new ArrayList<>();
        each.tick(
            tick,
            record,
            (feed, to, key, source, values) -> sent.add(new Sent(feed, to, key, source, values)));
        return sent;
      });
    }
    List<TickOutcome.Change> changes = new ArrayList<>();
    deliver(runAll(tasks, false), changes);
    return computeLevels(changes, false);
  }

  private Carried computeLevels(List<TickOutcome.Change> changes, boolean isRebuild) {
    List<ShardFailure> failures = new ArrayList<>();
    for (Level level : levels) {
      int waiting = level.waiting();
      long begin = System.nanoTime();
      List<Callable<List<Sent>>> tasks = new ArrayList<>();
      level.members.forEach(each -> tasks.add(each::carryOut));
      deliver(runAll(tasks, isRebuild || level.isWorthThreads(waiting)), changes);
      level.took(System.nanoTime() - begin, waiting);
      for (Member each : level.members) {
        if (each.failure != null) {
          failures.add(each.failure);
        }
      }
    }
    return new Carried(failures, changes);
  }

  private void deliver(List<List<Sent>> batches, List<TickOutcome.Change> changes) {
    for (List<Sent> batch : batches) {
      for (Sent each : batch) {
        Feed feed = each.feed();
        if (feed.to() == plan.levels()) {
          changes.add(new TickOutcome.Change(feed.collection(), each.key(), each.values()));
        } else {
          levels.get(feed.to()).members.get(each.shard()).inbox.add(each);
        }
      }
    }
  }

  private List<List<Sent>> runAll(List<Callable<List<Sent>>> tasks, boolean onThreads) {
    try {
      List<List<Sent>> results = new ArrayList<>();
      if (!onThreads) {
        for (Callable<List<Sent>> each : tasks) {
          results.add(each.call());
        }
        return results;
      }
      for (Future<List<Sent>> each : threads.invokeAll(tasks)) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (Exception e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case InterruptedException interrupted -> {
        Thread.currentThread().interrupt();
        yield new IllegalStateException("the computation of shards was interrupted", interrupted);
      }
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      case null, default -> new IllegalStateException("a shard failed", cause);
    };
  }

  /** Forgets what would be needed to take back a tick that has taken effect, or one before it. */
  void settled(long tick) {
    inputs.forEach(each -> each.settled(tick));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
