package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeptReportsTest {

  /** A report of {@code keys} keys, whose tick is twice its number. */
  private static PackedReport report(long number, int keys) {
    Object[] objects = new Object[keys];
    short[] codes = new short[keys];
    for (int i = 0; i < keys; i++) {
      objects[i] = "key " + i;
      codes[i] = PackedReport.code(0, PackedReport.RAN);
    }
    return new PackedReport(
        number,
        Instant.EPOCH,
        new PackedReport.Outcome(2 * number, true, true, 0, 0, 0),
        keys,
        objects,
        codes,
        keys,
        new long[PackedReport.NUMBERS],
        0);
  }

  @Test
  void oldestGo_whenThereAreTooMany_orTheyAreTooLarge() {
    Random random = new Random(7);
    for (int most : new int[] {1, 2, 15, 17, 100}) {
      long mostBytes = 40 * report(0, 5).bytes();
      KeptReports kept = new KeptReports(most, mostBytes);
      Deque<PackedReport> expected = new ArrayDeque<>();
      for (long number = 1; number < 500; number++) {
        PackedReport next = report(number, random.nextInt(50) == 0 ? 400 : random.nextInt(10));
        kept.add(next);
        expected.addLast(next);
        while (expected.size() > most
            || (expected.size() > 1
                && expected.stream().mapToLong(PackedReport::bytes).sum() > mostBytes)) {
          expected.removeFirst();
        }
        assertThat(kept.newest(Long.MAX_VALUE)).containsExactlyElementsOf(expected);
        assertThat(kept.newest(1)).containsExactly(next);
        assertThat(kept.size()).isEqualTo(expected.size());
        assertThat(kept.oldestTick()).isEqualTo(expected.getFirst().tick());
      }
    }
  }

  @Test
  void keyThatSeveralNodesRanFor_countsOnce() {
    Object key = "a key of some length";
    long once = withKeys(key, "");
    long twice = withKeys(key, key);
    assertThat(twice).isLessThan(once);
  }

  private static long withKeys(Object one, Object other) {
    return new PackedReport(
            1,
            Instant.EPOCH,
            new PackedReport.Outcome(1, true, true, 0, 0, 0),
            2,
            new Object[] {one, other},
            new short[] {
              PackedReport.code(0, PackedReport.RAN), PackedReport.code(1, PackedReport.RAN)
            },
            2,
            new long[2 * PackedReport.NUMBERS],
            0)
        .bytes();
  }
}
