package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogExtent;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The appending of outcomes to a log that fails in the middle of a group. */
class TickAppenderTest {

  private static final int TICKS = 40;
  private static final int MOST_AT_ONCE = 13;
  private static final TickOrigin ORIGIN = new TickOrigin("epoch", "plan");

  /** A log that appends at most some records of a group, and fails then. */
  private record Failing(CommitLog log) implements CommitLog {
    @Override
    public long append(byte[] record, long waitMillis) {
      return log.append(record, waitMillis);
    }

    @Override
    public void appendAll(List<byte[]> records, long waitMillis) {
      log.appendAll(records.subList(0, Math.min(records.size(), MOST_AT_ONCE)), waitMillis);
      if (records.size() > MOST_AT_ONCE) {
        throw new LogUnavailableException("a record is too large", false, new IOException("large"));
      }
    }

    @Override
    public List<byte[]> read(long from, int most, long waitMillis) {
      return log.read(from, most, waitMillis);
    }

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public LogExtent extent() {
      return log.extent();
    }

    @Override
    public boolean leads() {
      return log.leads();
    }

    @Override
    public void close() {
      log.close();
    }
  }

  @Test
  void groupThatFailsInTheMiddle_goesOnFromTheEndOfTheLog() throws Exception {
    MemoryLog ticks = new MemoryLog();
    try (TickAppender appender = TickAppender.start(new Failing(ticks.open()), "test")) {
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
