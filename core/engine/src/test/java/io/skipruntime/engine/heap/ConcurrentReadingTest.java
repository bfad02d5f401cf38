package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentReadingTest {

  private static final long LAST_TICK = 2_000;
  private static final long KEYS = 500;

  private volatile TickMap<Object, Long> published =
      TickMap.<Object, Long>empty(CanonicalOrder.INSTANCE);

  /** At tick t all keys but one have the value t. */
  @Test
  void readers_seeWholeVersions_whileNewerOnesAreMade() throws Exception {
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<Long>> seen = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        seen.add(readers.submit(this::readUntilTheLast));
      }
      for (long tick = 1; tick <= LAST_TICK; tick++) {
        TickMap.Editor<Object, Long> editor = published.edit(tick);
        for (long key = 0; key < KEYS; key++) {
          editor.put(key, tick);
        }
        editor.remove(tick % KEYS);
        published = editor.build().withoutTombstones(tick - 1);
      }
      for (Future<Long> last : seen) {
        assertThat(last.get()).isEqualTo(LAST_TICK);
      }
    }
  }

  private long readUntilTheLast() {
    while (true) {
      TickMap<Object, Long> map = published;
      long tick = map.lastTick();
      int live = 0;
      for (TickMap.Cursor<Object, Long> cursor = map.cursor(); cursor.next(); live++) {
        assertThat(cursor.value()).isEqualTo(tick);
      }
      assertThat(live).isEqualTo(map.size());
      if (tick == LAST_TICK) {
        return tick;
      }
    }
  }
}
