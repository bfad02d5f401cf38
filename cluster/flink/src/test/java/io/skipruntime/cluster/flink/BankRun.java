package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.cluster.shard.BankService;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Nodes of a bank on which writers move amounts all the time, each between two accounts of its own,
 * while readers read and streams are followed. What is wrong is noted: an event of which the sum is
 * not 0, a read that fails or is older than what was acknowledged, a write that is accepted and
 * forbidden.
 */
final class BankRun implements AutoCloseable {

  private static final int NODES = 3;
  private static final int WRITERS = 8;
  private static final int FORBIDDEN_EACH = 10;
  private static final long WAIT_MILLIS = 20_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final NoParameters NONE = new NoParameters();

  private final List<ServiceInstance> nodes = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong longestPauseMillis = new AtomicLong();
  private final AtomicLong lastAcknowledged = new AtomicLong(System.nanoTime());
  private volatile boolean isEnded;

  /** Starts nodes over the logs of a job, and writers. */
  BankRun(ShardLogs logs) {
    for (int i = 0; i < NODES; i++) {
      ServiceInstance node =
          ServiceInstance.start(
              new BankService(),
              EngineOptions.defaults()
                  .withCommitOrder(ShardCluster.on(logs))
                  .withWaitMillis(WAIT_MILLIS));
      nodes.add(node);
      watch(node, "totals");
      watch(node, "sums");
      fold(node);
      threads.add(Thread.ofPlatform().daemon().name("reader").unstarted(() -> read(node)));
    }
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = new Writer(nodes.get(i % NODES), 2L * i);
      writers.add(writer);
      threads.add(Thread.ofPlatform().daemon().name("writer").unstarted(writer::run));
    }
    lastAcknowledged.set(System.nanoTime());
    threads.forEach(Thread::start);
  }

  private void watch(ServiceInstance node, String resource) {
    node.instantiateResource(resource, resource, NONE);
    node.<Long, Long>subscribe(resource, update -> check(update, resource));
  }

  private void check(CollectionUpdate<Long, Long> update, String resource) {
    events.incrementAndGet();
    for (Entry<Long, Long> each : update.values()) {
      if (!each.values().equals(List.of(0L))) {
        wrong.add(resource + " has " + each + " at " + update.watermark());
      }
    }
  }

  /** Follows the balances, whose sum has to be 0 after each event. */
  private void fold(ServiceInstance node) {
    Map<Long, Long> balances = new HashMap<>();
    node.instantiateResource("folded", "balances", NONE);
    node.<Long, Long>subscribe(
        "folded",
        update -> {
          events.incrementAndGet();
          update.values().forEach(each -> balances.put(each.key(), each.values().getFirst()));
          if (balances.values().stream().mapToLong(each -> each).sum() != 0) {
            wrong.add("balances come to another sum at " + update.watermark());
          }
        });
  }

  private void read(ServiceInstance node) {
    while (!isEnded) {
      try {
        if (!node.<Long>getArray("totals", NONE, 0L).equals(List.of(0L))) {
          wrong.add("a read has another sum than 0");
        }
        reads.incrementAndGet();
      } catch (RuntimeException e) {
        wrong.add("a read fails: " + e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A writer, and what it was told. */
  private final class Writer {
    private final ServiceInstance node;
    private final long account;
    private volatile long told;
    private volatile long tried;

    Writer(ServiceInstance node, long account) {
      this.node = node;
      this.account = account;
    }

    void run() {
      for (long amount = 1; !isEnded; amount++) {
        tried = amount;
        try {
          move(amount);
          told = amount;
          noteAcknowledged();
          if (balance(node, account) != amount || balance(node, account + 1) != -amount) {
            wrong.add("a node does not show what it acknowledged");
          }
          if (amount % FORBIDDEN_EACH == 0) {
            move(BankService.FORBIDDEN);
            wrong.add("what is forbidden was accepted");
          }
        } catch (ComputationException e) {
          if (!e.causeMessage().equals("no account has -13")) {
            wrong.add("a write is rejected: " + e);
          }
        } catch (ClusterUnavailableException | OutcomeUnknownException | ServiceBusyException e) {
          LockSupport.parkNanos(PAUSE_NANOS);
        } catch (RuntimeException e) {
          wrong.add("a writer is told " + e);
          return;
        }
      }
    }

    private void move(long amount) {
      node.update("accounts", List.of(Entry.of(account, amount), Entry.of(account + 1, -amount)));
    }
  }

  private void noteAcknowledged() {
    acknowledged.incrementAndGet();
    long now = System.nanoTime();
    long pause = TimeUnit.NANOSECONDS.toMillis(now - lastAcknowledged.getAndSet(now));
    longestPauseMillis.accumulateAndGet(pause, Math::max);
  }

  private static long balance(ServiceInstance node, long account) {
    return node.<Long>getArray("balances", NONE, account).getFirst();
  }

  /** Waits until so many more writes were acknowledged; fails with a text if they are not. */
  void awaitWrites(int count, Supplier<String> trouble) throws Exception {
    long before = acknowledged.get();
    TestCluster.await(() -> acknowledged.get() >= before + count, trouble, PATIENCE);
  }

  /** The longest time in which no write was acknowledged, in milliseconds, since the last call. */
  long longestPauseMillis() {
    return longestPauseMillis.getAndSet(0);
  }

  /** Ends the writers, and compares what all nodes have with what was acknowledged. */
  void finish() throws Exception {
    isEnded = true;
    for (Thread each : threads) {
      each.join();
    }
    ServiceInstance one = nodes.getFirst();
    long last = one.update("accounts", List.of(Entry.of(0L, 0L), Entry.of(1L, 0L))).tick();
    for (ServiceInstance node : nodes) {
      TestCluster.await(
          () -> node.watermark().tick() >= last, () -> "a node is behind tick " + last);
      for (Writer writer : writers.subList(1, writers.size())) {
        long balance = balance(node, writer.account);
        assertThat(balance).as("account %s", writer.account).isBetween(writer.told, writer.tried);
        assertThat(balance(node, writer.account + 1)).isEqualTo(-balance);
      }
    }
    requireNothingWrong();
  }

  /** Checks that nothing was wrong until now. */
  void requireNothingWrong() {
    assertThat(wrong).isEmpty();
  }

  /** How many events the followers of balances and sums were given. */
  long events() {
    return events.get();
  }

  @Override
  public String toString() {
    return acknowledged + " writes acknowledged, " + reads + " reads, " + events + " events";
  }

  @Override
  public void close() {
    isEnded = true;
    nodes.forEach(ServiceInstance::close);
  }
}
