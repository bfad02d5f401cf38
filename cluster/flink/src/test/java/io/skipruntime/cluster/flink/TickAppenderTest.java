package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.log.BrokenGroups;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The appending of outcomes to a log that fails in the middle of a group. */
class TickAppenderTest {

  private static final int TICKS = 40;
  private static final int MOST_AT_ONCE = 13;
  private static final TickOrigin ORIGIN = new TickOrigin("epoch", "plan");

  @Test
  void groupThatFailsInTheMiddle_goesOnFromTheEndOfTheLog() throws Exception {
    MemoryLog ticks = new MemoryLog();
    BrokenGroups failing =
        new BrokenGroups(
            ticks.open(),
            (call, records) ->
                records > MOST_AT_ONCE ? OptionalInt.of(MOST_AT_ONCE) : OptionalInt.empty());
    try (TickAppender appender = TickAppender.start(failing, "test")) {
      for (long tick = 1; tick <= TICKS; tick++) {
        appender.add(TickFormat.encode(new TickOutcome.Retry(tick), ORIGIN));
      }
      appender.flush();
    }
    List<Long> numbers = new ArrayList<>();
    for (byte[] each : ticks.open().read(1, 10 * TICKS, 0)) {
      numbers.add(TickFormat.tickOf(each));
    }
    assertThat(numbers).hasSize(TICKS).isSorted().doesNotHaveDuplicates();
  }
}
