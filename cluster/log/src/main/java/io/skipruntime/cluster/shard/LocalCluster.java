package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Shard;
import io.skipruntime.engine.shard.ShardFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a service on one thread, over a log in memory: for tests, and for finding out what
 * shards would do. What a real cluster does at the same time is done here in an order that a random
 * generator chooses, with as many ticks on their way as are appended before they are carried out.
 *
 * <p>A shard carries a tick out when all that is sent to it has been sent: when all shards of the
 * levels below are done with the tick. {@link Arrival#AT_ONCE} leaves that out, which is wrong.
 */
public final class LocalCluster {

  /** The time at which shards carry out what they are sent. */
  public enum Arrival {
    /** When all of a tick is there. */
    WHOLE_TICKS,
    /** As it comes: shows what whole ticks are for. */
    AT_ONCE
  }

  /** A level, and one of the shards that are there. */
  private record Place(int level, int index) {}

  private final Plan plan;
  private final int shards;
  private final Arrival arrival;
  private final boolean isEncoded;
  private final List<ShardRecord> log = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Map<Place, Worker> byPlace = new HashMap<>();
  private final TreeMap<Long, List<ShardFailure>> failures = new TreeMap<>();
  private final Publisher publisher = new Publisher();
  private final List<TickOutcome> outcomes = new ArrayList<>();
  private long undone;

  /**
   * A cluster whose log begins with the initial data of the service.
   *
   * @param shards how many shards there are
   * @param isEncoded whether what goes from shard to shard is encoded and decoded, as it is between
   *     processes
   * @throws IllegalArgumentException if there cannot be so many shards
   */
  public LocalCluster(Plan plan, int shards, Arrival arrival, boolean isEncoded) {
    KeyGroups.requireShards(shards);
    this.plan = plan;
    this.shards = shards;
    this.arrival = arrival;
    this.isEncoded = isEncoded;
    for (int index = 0; index < shards; index++) {
      add(new InputsWorker(index));
    }
    for (int level = 0; level < plan.levels(); level++) {
      for (int index = 0; index < shards; index++) {
        add(new LevelWorker(level, index));
      }
    }
    add(new PublishingWorker());
    log.add(new ShardRecord.Beginning("local", "", plan.digest(), "", plan.initialData()));
  }

  private void add(Worker worker) {
    workers.add(worker);
    byPlace.put(worker.place, worker);
  }

  /**
   * Appends a write.
   *
   * @param writes entries by input, as a user of the service gives them
   * @return its place, which is its tick
   * @throws io.skipruntime.SkipException if an entry is not of the input's types
   */
  public long append(Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    Map<String, List<Entry<Object, Object>>> accepted = new LinkedHashMap<>();
    writes.forEach((name, entries) -> accepted.put(name, plan.accept(name, entries)));
    return append(new ShardRecord.Write(0, log.size(), 0, accepted));
  }

  /** Appends a record; its place is its tick. */
  long append(ShardRecord record) {
    log.add(record);
    return log.size();
  }

  /**
   * Lets one shard carry out its next tick, or the publisher decide on one.
   *
   * @return whether there was anything to do
   */
  public boolean step(RandomGenerator random) {
    List<Worker> ready = workers.stream().filter(this::isReady).toList();
    if (ready.isEmpty()) {
      return false;
    }
    ready.get(random.nextInt(ready.size())).runNext();
    return true;
  }

  private boolean isReady(Worker worker) {
    long next = worker.done + 1;
    if (next > log.size()) {
      return false;
    }
    for (Worker below : workers) {
      if (below.place.level() < worker.place.level() && below.done < next) {
        return false;
      }
    }
    return true;
  }

  /** Lets all shards go on until nothing is left to do. */
  public void run(RandomGenerator random) {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = step(random);
    }
  }

  /** The outcomes of the ticks that have one, in order from tick 1. */
  public List<TickOutcome> outcomes() {
    return outcomes;
  }

  /** How often functions ran on each shard for a source entry, on all levels. */
  public long[] functionRuns() {
    long[] runs = new long[shards];
    for (Worker worker : workers) {
      if (worker instanceof LevelWorker of) {
        runs[of.place.index()] += of.shard.functionRuns();
      }
    }
    return runs;
  }

  private void send(long tick, Feed feed, int shard, List<ContributionFormat.Sent> batch) {
    List<ContributionFormat.Sent> sent =
        isEncoded
            ? ContributionFormat.decode(ContributionFormat.encode(batch), plan.classLoader())
            : batch;
    Worker to = byPlace.get(new Place(feed.to(), shard));
    if (to == null) {
      throw new IllegalStateException("there is no shard " + shard + " at the end of " + feed);
    }
    to.arrived(tick, sent);
  }

  /** The batches that a shard sends in one tick, until the tick is done. */
  private final class Outbox {
    private final Map<Place, List<ContributionFormat.Sent>> batches = new LinkedHashMap<>();

    void add(Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values) {
      batches
          .computeIfAbsent(new Place(feed.to(), shard), each -> new ArrayList<>())
          .add(new ContributionFormat.Sent(feed.id(), key, source, values));
    }

    void sendAll(long tick) {
      batches.forEach(
          (to, batch) -> send(tick, plan.feeds().get(batch.getFirst().feed()), to.index(), batch));
    }
  }

  /** A shard's inputs, one of its levels, or the publisher. */
  private abstract static class Worker {
    final Place place;
    final TreeMap<Long, List<ContributionFormat.Sent>> inbox = new TreeMap<>();
    long done;

    Worker(Place place) {
      this.place = place;
    }

    void arrived(long tick, List<ContributionFormat.Sent> sent) {
      inbox.computeIfAbsent(tick, each -> new ArrayList<>()).addAll(sent);
    }

    final void runNext() {
      done++;
      List<ContributionFormat.Sent> sent = inbox.remove(done);
      run(done, sent == null ? List.of() : sent);
    }

    abstract void run(long tick, List<ContributionFormat.Sent> sent);
  }

  private final class InputsWorker extends Worker {
    private final ShardInputs inputs;

    InputsWorker(int index) {
      super(new Place(Plan.INPUTS, index));
      this.inputs = new ShardInputs(plan, index, shards);
    }

    @Override
    void run(long tick, List<ContributionFormat.Sent> sent) {
      Outbox out = new Outbox();
      inputs.tick(tick, log.get((int) tick - 1), out::add);
      out.sendAll(tick);
    }
  }

  private final class LevelWorker extends Worker {
    private final Shard shard;

    LevelWorker(int level, int index) {
      super(new Place(level, index));
      this.shard = new Shard(plan, level, index, shards, 1);
    }

    @Override
    void arrived(long tick, List<ContributionFormat.Sent> sent) {
      if (arrival == Arrival.AT_ONCE) {
        run(tick, sent);
      } else {
        super.arrived(tick, sent);
      }
    }

    @Override
    void run(long tick, List<ContributionFormat.Sent> sent) {
      for (ContributionFormat.Sent each : sent) {
        shard.receive(plan.feeds().get(each.feed()), each.key(), each.source(), each.values());
      }
      Outbox out = new Outbox();
      Optional<ShardFailure> failure = shard.tick(out::add);
      failure.ifPresent(
          found -> failures.computeIfAbsent(tick, each -> new ArrayList<>()).add(found));
      out.sendAll(tick);
    }
  }

  private final class PublishingWorker extends Worker {

    PublishingWorker() {
      super(new Place(plan.levels(), 0));
    }

    @Override
    void run(long tick, List<ContributionFormat.Sent> sent) {
      List<ShardFailure> failed = failures.remove(tick);
      TickOutcome outcome =
          publisher.decide(
              log.get((int) tick - 1),
              failed == null ? List.of() : failed,
              sent.stream()
                  .map(each ->
                      new TickOutcome.Change(
                          plan.feeds().get(each.feed()).collection(), each.key(), each.values()))
                  .toList());
      outcomes.add(outcome);
      OptionalLong failing = publisher.failingSince();
      if (failing.isPresent() && failing.getAsLong() > undone) {
        undone = tick;
        append(new ShardRecord.Undo(failing.getAsLong()));
      }
      if (failing.isEmpty()) {
        settle(tick);
      }
    }

    private void settle(long tick) {
      for (Worker worker : workers) {
        if (worker instanceof InputsWorker of) {
          of.inputs.settled(tick);
        }
      }
    }
  }
}
