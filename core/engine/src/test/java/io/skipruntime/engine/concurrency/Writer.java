package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.Resources.NoParameters;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import java.util.List;
import java.util.random.RandomGenerator;

/** Counts, and reads what it wrote at once after each write was acknowledged. */
record Writer(
    ServiceInstance service, History history, int writer, int writes, RandomGenerator random)
    implements Runnable {

  @Override
  public void run() {
    for (long n = 1; n <= writes; n++) {
      if (random.nextInt(4) == 0) {
        failToCount(n);
      }
      count(n);
      if (random.nextInt(3) == 0) {
        note(n);
      }
    }
  }

  private Watermark write(long n) {
    return service.transaction(inputs -> Ledger.count(writer, n).forEach(inputs::update));
  }

  private void failToCount(long n) {
    assertThatThrownBy(() -> write(-n))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("a negative count");
  }

  private void count(long n) {
    Watermark watermark = write(n);
    history.counted(writer, n, watermark.tick());
    assertThat(service.watermark().tick()).isGreaterThanOrEqualTo(watermark.tick());
    long key = writer * Ledger.KEYS + random.nextLong(Ledger.KEYS);
    assertThat(service.<Long>getArray("left", new NoParameters(), key)).containsExactly(n);
    assertThat(service.<Long>getArray("oneWriter", new Ledger.OneWriter(writer), key))
        .containsExactly(n);
    assertThat(service.<Long>getArray("sums", new NoParameters(), (long) writer))
        .containsExactly(Ledger.KEYS * n);
  }

  private void note(long n) {
    Watermark watermark = service.update("notes", List.of(Entry.of((long) writer, n)));
    history.noted(writer, n, watermark.tick());
    assertThat(service.<Long>getArray("notes", new NoParameters(), (long) writer))
        .containsExactly(n);
  }
}
