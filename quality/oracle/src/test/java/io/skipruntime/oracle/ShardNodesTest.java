package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.contents.ContentsText;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes over logs of files, whose random programs shards compute that are started again in
 * between, equal evaluation from scratch: each write is accepted or rejected as it would be alone,
 * and what a node reads and what its streams have told is the same at each tick. {@code
 * -Doracle.nodes=N} and {@code -Doracle.seed=S} run others.
 */
class ShardNodesTest {

  private static final int COMMITS = 15;

  @TempDir private Path directory = Path.of("");
  private int programs;
  private int states;
  private int rejected;

  @Test
  void nodes_equalEvaluationFromScratch_atEveryTick() {
    long first = Long.getLong("oracle.seed", 1);
    long count = Long.getLong("oracle.nodes", 12);
    for (long seed = first; seed < first + count; seed++) {
      run(seed);
    }
    System.out.printf("%d programs, %d states, %d rejected%n", programs, states, rejected);
    assertThat(programs).isGreaterThan((int) count / 2);
    assertThat(states).isGreaterThan((int) count * COMMITS);
    assertThat(rejected).isGreaterThan((int) count / 4);
  }

  private void run(long seed) {
    Case subject = Cases.random(seed, COMMITS);
    Program program = subject.programs().getFirst();
    if (!ShardedProgram.fits(program)) {
      return;
    }
    ShardedProgram service = new ShardedProgram(program);
    try {
      Plan.of(service);
    } catch (SkipException e) {
      return; // ShardedProgramsTest sees to it that the service does not start alone either
    }
    programs++;
    try (Trial trial = new Trial(seed, service)) {
      subject.steps().forEach(trial::carryOut);
      trial.compareNodes();
    }
  }

  /** The contents that a stream has told, put together. */
  private static final class Folded {
    private final Subscription stream;
    private final Map<Object, List<Object>> contents = new TreeMap<>(CanonicalOrder.INSTANCE);

    Folded(Subscription stream) {
      this.stream = stream;
    }

    String text() {
      for (Optional<CollectionUpdate<Object, Object>> update = stream.poll();
          update.isPresent();
          update = stream.poll()) {
        if (update.get().isInitial()) {
          contents.clear();
        }
        for (Entry<Object, Object> each : update.get().values()) {
          contents.remove(each.key());
          if (!each.values().isEmpty()) {
            contents.put(each.key(), new ArrayList<>(each.values()));
          }
        }
      }
      return ContentsText.of(contents);
    }
  }

  /** The run of one program. */
  private final class Trial implements AutoCloseable {
    private final long seed;
    private final SplittableRandom random;
    private final ShardedProgram service;
    private final InputTypes types;
    private final ShardLogs logs;
    private final List<ServiceInstance> nodes = new ArrayList<>();
    private final Map<String, Folded> streams = new HashMap<>();
    private Map<String, Map<Object, List<Object>>> contents = new HashMap<>();
    private ShardComputation shards;
    private boolean starts = true;

    Trial(long seed, ShardedProgram service) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.service = service;
      this.types = InputTypes.of(service);
      Path own = directory.resolve("log" + seed);
      this.logs =
          ShardLogs.of(
              "L" + seed, () -> FileLog.open(own), () -> FileLog.open(own.resolve("ticks")));
      this.shards = compute();
      ScratchEvaluation alone = scratch(contents);
      if (alone == null || alone.failure().isPresent()) {
        starts = false;
      } else {
        nodes.add(node());
        nodes.add(node());
        for (String name : names()) {
          ServiceInstance node = nodes.getFirst();
          node.instantiateResource(name, ShardedProgram.NAMED, name);
          streams.put(name, new Folded(node.subscribe(name, Optional.empty())));
        }
      }
    }

    private List<String> names() {
      return List.copyOf(Plan.of(service).shared().keySet());
    }

    private ShardComputation compute() {
      return ShardComputation.start(service, logs, 1 + random.nextInt(4), "", tick -> {});
    }

    private ServiceInstance node() {
      return ServiceInstance.start(
          service, EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)));
    }

    private @Nullable ScratchEvaluation scratch(Map<String, Map<Object, List<Object>>> inputs) {
      try {
        return new ScratchEvaluation(service, inputs, resource -> Map.of());
      } catch (RuntimeException e) {
        return null;
      }
    }

    void carryOut(Step step) {
      if (!starts) {
        return;
      }
      if (random.nextInt(8) == 0) {
        shards.close();
        shards = compute();
      }
      switch (step) {
        case Step.Write write -> write(write.entries());
        case Step.WriteTogether together ->
            together.writes().forEach(write -> write(write.entries()));
        default -> {}
      }
    }

    private void write(Map<String, List<Entry<Json, Json>>> writes) {
      ServiceInstance node = nodes.get(random.nextInt(nodes.size()));
      try {
        writes.forEach(node::check);
      } catch (InvalidInputException e) {
        return; // a write of the wrong types, which does not get as far as the log
      }
      Map<String, Map<Object, List<Object>>> next = types.written(contents, writes);
      ScratchEvaluation expected = scratch(next);
      boolean isRejected = expected == null || expected.failure().isPresent();
      try {
        Watermark written = node.transaction(all -> writes.forEach(all::update));
        assertThat(isRejected).as("seed %d, %s is accepted", seed, writes).isFalse();
        contents = next;
        awaitTick(nodes.getFirst(), written);
        compare(nodes.getFirst());
      } catch (SkipException e) {
        assertThat(isRejected).as("seed %d, %s: %s", seed, writes, e).isTrue();
        rejected++;
      }
    }

    private static void awaitTick(ServiceInstance node, Watermark least) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (node.watermark().tick() < least.tick()) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(500_000);
      }
    }

    private void compare(ServiceInstance node) {
      ScratchEvaluation expected =
          Objects.requireNonNull(scratch(contents), "what is accepted can be computed");
      streams.forEach((name, stream) -> {
        String wanted =
            ContentsText.of(expected.instantiate(ShardedProgram.NAMED, name).contents());
        assertThat(read(node, name)).as("seed %d, %s", seed, name).isEqualTo(wanted);
        assertThat(stream.text()).as("seed %d, stream of %s", seed, name).isEqualTo(wanted);
        states += 2;
      });
    }

    private static String read(ServiceInstance node, String name) {
      Map<Object, List<Object>> entries = new TreeMap<>(CanonicalOrder.INSTANCE);
      node.getAll(ShardedProgram.NAMED, name)
          .forEach(each -> entries.put(each.key(), new ArrayList<>(each.values())));
      return ContentsText.of(entries);
    }

    void compareNodes() {
      if (!starts) {
        return;
      }
      try (ServiceInstance late = node()) {
        Watermark newest = nodes.getFirst().watermark();
        awaitTick(nodes.getLast(), newest);
        awaitTick(late, newest);
        compare(nodes.getLast());
        compare(late);
      }
    }

    @Override
    public void close() {
      nodes.forEach(ServiceInstance::close);
      shards.close();
    }
  }
}
