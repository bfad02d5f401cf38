package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.flink.api.java.tuple.Tuple4;
import org.junit.jupiter.api.Test;

class LastWritesTest {

  @Test
  void lastWrite_isThatUpToTheSettledTick_whateverWasForgotten() {
    SplittableRandom random = new SplittableRandom(3);
    LastWrites writes = new LastWrites();
    TreeSet<Long> all = new TreeSet<>();
    long last = 0;
    long settled = 0;
    for (long tick = 1; tick <= 2_000; tick++) {
      writes.add(last);
      all.add(last);
      settled = Math.min(tick - 1, settled + random.nextInt(3));
      assertThat(writes.asOf(settled)).isEqualTo(all.floor(settled));
      if (random.nextInt(4) > 0) {
        last = tick;
      }
    }
  }

  @Test
  void requestForASnapshot_asksEachGroupOnce_andHoldsTheSettledTick() {
    SnapshotRequest request = new SnapshotRequest(7);
    TreeSet<Integer> asked = new TreeSet<>();
    int records = 0;
    while (!request.isDone()) {
      records++;
      request.next().forEach(group -> assertThat(asked.add(group)).isTrue());
    }
    assertThat(asked).hasSize(128).startsWith(0).endsWith(127);
    assertThat(records).isGreaterThan(1);
    assertThat(request.held(new Tuple4<>(0, 50L, 40L, new byte[0])).f2).isEqualTo(7);
  }
}
