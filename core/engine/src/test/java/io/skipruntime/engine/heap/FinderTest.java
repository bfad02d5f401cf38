package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinderTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 32})
  void finder_findsWhatGetFinds_inAnyOrder(int width) {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      boolean isMixed = random.nextBoolean();
      int keys = random.nextInt(600);
      TickMap<Object, String> map = map(random, width, keys, isMixed);
      List<Object> asked = new ArrayList<>();
      for (int number = -1; number <= keys; number++) {
        asked.add(key(number, isMixed));
        if (random.nextInt(4) == 0) {
          asked.add(key(number, isMixed));
        }
      }
      asked.sort(CanonicalOrder.INSTANCE);
      check(map, asked);
      check(map, asked.reversed());
      check(map, randomRuns(asked, random));
      Collections.shuffle(asked, random);
      check(map, asked);
    }
  }

  /** Contents of half of the keys, of which some were deleted and some came back. */
  private static TickMap<Object, String> map(Random random, int width, int keys, boolean isMixed) {
    TickMap<Object, String> map = TickMap.empty(CanonicalOrder.INSTANCE, width);
    for (long tick = 1; tick <= 3; tick++) {
      TickMap.Editor<Object, String> editor = map.edit(tick);
      for (int i = 0; i < keys / 2; i++) {
        Object key = key(random.nextInt(keys), isMixed);
        if (tick == 2) {
          editor.remove(key);
        } else {
          editor.put(key, "v" + tick + "." + i);
        }
      }
      map = editor.build();
    }
    return map;
  }

  private static Object key(int number, boolean isMixed) {
    return switch (isMixed ? number % 5 : 0) {
      case 1 -> number + 0.5;
      case 2 -> "k" + number;
      default -> (long) number;
    };
  }

  /** Keys in order, from one place and then from another. */
  private static List<Object> randomRuns(List<Object> sorted, Random random) {
    List<Object> runs = new ArrayList<>();
    for (int run = 0; run < 20; run++) {
      int from = random.nextInt(sorted.size());
      int to = Math.min(sorted.size(), from + 1 + random.nextInt(50));
      int step = 1 + random.nextInt(3);
      for (int at = from; at < to; at += step) {
        runs.add(sorted.get(at));
      }
    }
    return runs;
  }

  private static void check(TickMap<Object, String> map, List<Object> keys) {
    TickMap.Finder<Object, String> finder = map.finder();
    for (Object key : keys) {
      assertThat(finder.get(key)).as("key " + key).isEqualTo(map.get(key));
    }
  }
}
