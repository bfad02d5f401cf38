package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.cluster.flink.ClubsService.Person;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.cluster.shard.TickReader;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.shard.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A run of two nodes that take writes and serve what a job computes. Several threads write on each
 * node. What the writers were told has to be what the log of ticks says of their writes, and what
 * one process says of them that takes the same writes in the same order; and both nodes have to
 * show what that process shows.
 */
final class NodesRun implements AutoCloseable {

  private static final int WRITERS = 6;
  private static final long FIRST_ID = 1_000;
  private static final long NOBODY = 900_000;
  private static final long WAIT_MILLIS = 90_000;
  private static final long PATIENCE_SECONDS = 90;
  private static final long READ_MILLIS = 1_000;
  private static final List<String> RESOURCES = List.of("active", "counts", "weights");

  private final ShardLogs logs;
  private final int writesOfEach;
  private final List<ServiceInstance> nodes = new ArrayList<>();
  private final AtomicInteger decided = new AtomicInteger();
  private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<Long, ComputationException> rejected = new ConcurrentHashMap<>();

  /** How many writes were made again, since one before them was rejected. */
  int retried;

  /** Two nodes over the logs of a job that runs. */
  NodesRun(ShardLogs logs, int writes) {
    this.logs = logs;
    this.writesOfEach = writes / WRITERS;
    nodes.add(node());
    nodes.add(node());
  }

  private ServiceInstance node() {
    return ServiceInstance.start(
        new ClubsService(),
        EngineOptions.defaults()
            .withCommitOrder(ShardCluster.on(logs))
            .withWaitMillis(WAIT_MILLIS));
  }

  /**
   * Makes all writes, and checks what becomes of them.
   *
   * @param trouble says what is wrong with the job, if not all writes are decided
   * @param halfway is run when half of the writes are decided
   */
  void run(Supplier<String> trouble, Runnable halfway) throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (int i = 0; i < WRITERS; i++) {
        ServiceInstance node = nodes.get(i % nodes.size());
        long first = FIRST_ID * (i + 1);
        writers.add(threads.submit(() -> write(node, first)));
      }
      TestCluster.await(
          () ->
              decided.get() >= WRITERS * writesOfEach / 2
                  || writers.stream().anyMatch(each -> each.state() == Future.State.FAILED),
          trouble);
      halfway.run();
      for (Future<?> each : writers) {
        each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    ServiceInstance one = nodes.getFirst();
    Watermark last = one.update("people", List.of(person(NOBODY - 1, true)));
    TestCluster.await(
        () -> nodes.stream().allMatch(node -> node.watermark().equals(last)),
        () -> "a node is behind tick " + last + "\n" + trouble.get());
    compare(last.tick());
  }

  private static Entry<Long, Person> person(long id, boolean isActive) {
    return Entry.of(id, new Person("p" + id, isActive));
  }

  /** Each write makes a person, who has the largest key of it, and no other write has. */
  private void write(ServiceInstance node, long first) {
    Random random = new Random(first);
    List<Long> own = new ArrayList<>();
    for (long id = first; id < first + writesOfEach; id++) {
      Map<String, List<Entry<?, ?>>> write = new HashMap<>();
      int kind = random.nextInt(4);
      if (kind == 0) {
        write.put("clubs", List.of(Entry.of(id, List.of(NOBODY))));
        write.put("people", List.of(person(id, true)));
      } else if (kind == 1 && !own.isEmpty()) {
        long changed = own.get(random.nextInt(own.size()));
        write.put("people", List.of(person(id, true), person(changed, random.nextBoolean())));
      } else {
        List<Long> members = new ArrayList<>(own.subList(Math.max(0, own.size() - 3), own.size()));
        members.add(id);
        write.put("clubs", List.of(Entry.of(id, members), Entry.of(first % 7, List.of(id))));
        write.put("people", List.of(person(id, true)));
      }
      try {
        acknowledged.put(id, made(node, write));
        assertThat(kind).as("a club of nobody is rejected").isPositive();
        own.add(id);
        if (kind > 1) {
          assertThat(node.<Long>getArray("active", new NoParameters(), id)).contains(id);
        }
      } catch (ComputationException e) {
        rejected.put(id, e);
      }
      decided.incrementAndGet();
    }
  }

  /** Makes a write, again while the node says for certain that it was not appended. */
  private static long made(ServiceInstance node, Map<String, List<Entry<?, ?>>> write) {
    while (true) {
      try {
        return node.transaction(writes -> write.forEach(writes::update)).tick();
      } catch (ClusterUnavailableException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
  }

  private void compare(long last) {
    Plan plan = Plan.of(new ClubsService());
    Map<Long, Long> published = new HashMap<>();
    try (CommitLog commits = logs.openCommits();
        CommitLog tickLog = logs.openTicks();
        ServiceInstance alone = ServiceInstance.start(new ClubsService())) {
      TickOrigin origin = LogStart.of(commits, "test", plan, "", READ_MILLIS).origin();
      TickReader ticks = new TickReader(tickLog, "test", plan.classLoader(), origin, 1);
      while (ticks.tick() < last) {
        TickOutcome outcome = ticks.read(1, READ_MILLIS).getFirst();
        byte[] bytes = commits.read(outcome.tick(), 1, READ_MILLIS).getFirst();
        if (ShardRecordFormat.decode(bytes, plan) instanceof ShardRecord.Write write) {
          compare(outcome, write, alone, published);
        }
      }
      published.remove(NOBODY - 1);
      assertThat(published).as("who is told of which tick").isEqualTo(acknowledged);
      for (ServiceInstance node : nodes) {
        for (String resource : RESOURCES) {
          assertThat(all(node, resource)).as(resource).isEqualTo(all(alone, resource));
        }
      }
    }
    assertThat(acknowledged.size() + rejected.size()).isEqualTo(WRITERS * writesOfEach);
    assertThat(rejected).isNotEmpty();
  }

  private void compare(
      TickOutcome outcome,
      ShardRecord.Write write,
      ServiceInstance alone,
      Map<Long, Long> published) {
    long id =
        write.changes().getOrDefault("people", List.of()).stream()
            .mapToLong(each -> (Long) each.key())
            .max()
            .orElseThrow();
    switch (outcome) {
      case TickOutcome.Published done -> {
        alone.transaction(writes -> write.changes().forEach(writes::update));
        assertThat(published.put(id, done.tick())).as("person %s", id).isNull();
      }
      case TickOutcome.Rejected failed -> {
        ComputationException told =
            Objects.requireNonNull(rejected.get(id), () -> "person " + id + " at " + failed);
        ComputationException expected = failure(alone, write);
        assertThat(told).hasMessage(expected.getMessage());
        assertThat(told.node()).isEqualTo(expected.node());
        assertThat(told.key()).isEqualTo(expected.key());
        assertThat(told.causeMessage()).isEqualTo(expected.causeMessage());
      }
      case TickOutcome.Retry retry -> retried++;
      case TickOutcome.Undone undone -> throw new AssertionError("a write is " + undone);
      case TickOutcome.Overtaken overtaken -> throw new AssertionError("no command is made");
    }
  }

  private static ComputationException failure(ServiceInstance alone, ShardRecord.Write write) {
    try {
      alone.transaction(writes -> write.changes().forEach(writes::update));
    } catch (ComputationException e) {
      return e;
    }
    throw new AssertionError("one process accepts " + write);
  }

  private static Map<Object, Object> all(ServiceInstance service, String resource) {
    Map<Object, Object> all = new TreeMap<>();
    service.getAll(resource).forEach(each -> all.put(each.key(), each.values()));
    return all;
  }

  @Override
  public void close() {
    nodes.forEach(ServiceInstance::close);
  }
}
