package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongPairTableTest {

  @ParameterizedTest
  @EnumSource
  void table_agreesWithAHashMap_whateverIsPutAndRemoved(LongTableTest.Homes homes) {
    long[] keys = homes.keys();
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(keys.length);
      LongPairTable table = new LongPairTable();
      Map<Long, List<Long>> model = new HashMap<>();
      for (int step = 0; step < 400; step++) {
        boolean isGrowing = step / 80 % 2 == 0;
        long key = keys[random.nextInt(most)];
        if (key == LongPairTable.FREE) {
          continue;
        }
        if (random.nextInt(10) < (isGrowing ? 7 : 3)) {
          table.put(key, step, LongPairTable.FREE + step);
          model.put(key, List.of((long) step, LongPairTable.FREE + step));
        } else if (table.find(key) >= 0) {
          table.removeAt(table.find(key));
          model.remove(key);
        }
        if (random.nextInt(200) == 0) {
          table.clear();
          model.clear();
        }
        check(table, model, keys);
      }
    }
  }

  private static void check(LongPairTable table, Map<Long, List<Long>> model, long[] keys) {
    assertThat(table.size()).isEqualTo(model.size());
    for (long key : keys) {
      int place = table.find(key);
      List<Long> pair = place < 0 ? null : List.of(table.firstAt(place), table.secondAt(place));
      assertThat(pair).isEqualTo(model.get(key));
    }
    int taken = 0;
    for (int place = 0; place < table.places(); place++) {
      taken += table.keyAt(place) == LongPairTable.FREE ? 0 : 1;
    }
    assertThat(taken).isEqualTo(model.size());
  }
}
