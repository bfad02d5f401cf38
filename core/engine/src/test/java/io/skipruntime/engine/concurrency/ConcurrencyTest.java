package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.journal.MemoryJournal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writers, readers and subscribers at once, in rounds; {@code -Dskip.concurrency.seconds=300} has
 * each setting run for so long, and {@code -Dskip.concurrency.seed} says with which seed to begin.
 */
class ConcurrencyTest {

  private static final int WRITES = 60;
  private static final int WRITES_OF_A_LONG_ROUND = 300;

  /** How the engine is run. */
  enum Setting {
    DEFAULTS,
    ALL_IN_PARALLEL,
    ONE_BY_ONE,
    WITHOUT_SHORTCUTS,
    ALL_TWICE,
    RECORDED;

    private EngineOptions options() {
      EngineOptions defaults = EngineOptions.defaults();
      return switch (this) {
        case DEFAULTS -> defaults;
        case ALL_IN_PARALLEL -> defaults.withParallelism(3).withParallelAfterMicros(0);
        case ONE_BY_ONE -> defaults.withParallelism(1).withoutGroupCommit();
        case WITHOUT_SHORTCUTS -> defaults.withoutInterning().withoutCompaction();
        case ALL_TWICE -> defaults.withVerifyDeterminism();
        case RECORDED ->
            defaults.withPersistence(MemoryJournal.delayed(1, MemoryJournal.Way.REPLAY));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void everybodySeesWholeCommits_inTheirOrder_andTheirOwnWrites(Setting setting) throws Exception {
    Duration time = Duration.ofSeconds(Long.getLong("skip.concurrency.seconds", 0));
    long seed = Long.getLong("skip.concurrency.seed", new SplittableRandom().nextLong());
    long end = System.nanoTime() + time.toNanos();
    int rounds = 0;
    long claims = 0;
    do {
      System.out.println(setting + ": round " + rounds + " with seed " + (seed + rounds));
      int writes = time.isZero() ? WRITES : WRITES_OF_A_LONG_ROUND;
      claims += new Round(setting.options(), seed + rounds, writes).run();
      rounds++;
    } while (System.nanoTime() < end);
    System.out.println(setting + ": " + rounds + " rounds, " + claims + " claims");
    assertThat(claims).isPositive();
  }
}
