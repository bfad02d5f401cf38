package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.LocalCluster.Arrival;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One to five shards, with up to 16 ticks on their way, equal evaluation from scratch: each write
 * is accepted or rejected as it would be alone, and each shared collection has the same contents at
 * each tick. {@code -Doracle.sharded=N} and {@code -Doracle.seed=S} run others.
 */
class ShardedProgramsTest {

  private static final int COMMITS = 25;
  private static final int MOST_REPORTS = 3;

  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final AtomicLong programs = new AtomicLong();
  private final AtomicLong states = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong levels = new AtomicLong();
  private final AtomicLong colocated = new AtomicLong();

  private void run(long seed) {
    if (reports.size() < MOST_REPORTS) {
      Optional<ShardTrial.Outcome> run = ShardTrial.run(seed, COMMITS, Arrival.WHOLE_TICKS);
      run.ifPresent(outcome -> {
        programs.incrementAndGet();
        states.addAndGet(outcome.states());
        rejected.addAndGet(outcome.rejected());
        retried.addAndGet(outcome.retried());
        levels.accumulateAndGet(outcome.levels(), Math::max);
        colocated.addAndGet(outcome.colocated());
        outcome
            .difference()
            .ifPresent(difference -> reports.add("seed " + seed + ": " + difference));
      });
    }
  }

  @Test
  void shards_equalEvaluationFromScratch_atEveryTick() {
    long first = Long.getLong("oracle.seed", 1);
    long end = first + Long.getLong("oracle.sharded", 100);
    LongStream.range(first, end).parallel().forEach(this::run);
    System.out.printf(
        "%d programs, %d states, %d rejected, %d retried, %d levels, %d colocated%n",
        programs.get(), states.get(), rejected.get(), retried.get(), levels.get(), colocated.get());
    assertThat(reports).isEmpty();
    assertThat(programs.get()).isGreaterThan((end - first) / 2);
    assertThat(states.get()).isGreaterThan((end - first) * COMMITS);
    assertThat(rejected.get()).isGreaterThan((end - first) / 2);
    assertThat(retried.get()).isGreaterThan(rejected.get());
    assertThat(levels.get()).isGreaterThan(3);
    assertThat(colocated.get()).isGreaterThan((end - first) / 20);
  }

  /** The control: a check that this does not fail would be worth nothing. */
  @Test
  void entriesThatAreCarriedOutAsTheyArrive_giveOtherContents() {
    long differing = LongStream.rangeClosed(1, 30).filter(seed -> differsAtOnce(seed)).count();
    assertThat(differing).isGreaterThan(5);
  }

  private static boolean differsAtOnce(long seed) {
    try {
      return ShardTrial.run(seed, COMMITS, Arrival.AT_ONCE)
          .flatMap(ShardTrial.Outcome::difference)
          .isPresent();
    } catch (IllegalStateException e) {
      return true; // what is taken back is not what there was
    }
  }
}
