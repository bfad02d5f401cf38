package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashIndexTest {

  /** What keys there are. */
  enum Keys {
    LONGS,
    TEXTS,
    MIXED;

    Object key(int number) {
      return switch (this) {
        case LONGS -> (long) number;
        case TEXTS -> "k" + number;
        case MIXED ->
            switch (number % 4) {
              case 0 -> (double) (number + 1);
              case 1 -> "k" + number;
              default -> (long) number;
            };
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void index_agreesWithTheMapItWasMadeFrom_afterPutsAndRemovals(Keys keys) {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(300);
      TickMap.Editor<Object, ValueList> loading = TickMap.emptyCollection().edit(1);
      for (int i = random.nextInt(most); i > 0; i--) {
        loading.put(keys.key(random.nextInt(most)), values(random));
      }
      TickMap<Object, ValueList> map = loading.build();
      HashIndex index = HashIndex.of(map);
      for (long tick = 2; tick <= 12; tick++) {
        check(index, map, keys, most);
        TickMap.Editor<Object, ValueList> editor = map.edit(tick);
        for (int i = random.nextInt(40); i > 0; i--) {
          Object key = keys.key(random.nextInt(most));
          if (random.nextBoolean()) {
            editor.remove(key);
            index.put(key, null);
          } else {
            ValueList values = values(random);
            editor.put(key, values);
            index.put(key, values);
          }
        }
        map = editor.build();
      }
    }
  }

  private static ValueList values(Random random) {
    Object value = random.nextBoolean() ? (Object) random.nextLong() : "v" + random.nextInt();
    return switch (random.nextInt(4)) {
      case 0 -> ValueList.copyOf(List.of(value, "second"));
      case 1 -> ValueList.of(ValueList.of(value));
      default -> ValueList.of(value);
    };
  }

  private static void check(HashIndex index, TickMap<Object, ValueList> map, Keys keys, int most) {
    for (int number = -1; number <= most; number++) {
      for (Keys each : List.of(keys, Keys.LONGS)) {
        Object key = each.key(number);
        assertThat((Object) index.get(key)).as("key " + key).isEqualTo(map.get(key));
      }
    }
  }
}
