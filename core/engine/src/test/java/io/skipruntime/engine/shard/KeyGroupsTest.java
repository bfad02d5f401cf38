package io.skipruntime.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGroupsTest {

  private static final int KEYS = 10_000;

  private record Place(String town, long number) {}

  /** Kinds of keys as services have them, by number. */
  private static final List<LongFunction<Object>> KINDS =
      List.of(
          number -> number,
          number -> 8 * number,
          number -> number << 32,
          number -> -number,
          number -> number / 4.0,
          number -> "user" + number,
          number -> new UUID(0, number),
          number -> Instant.ofEpochSecond(60 * number),
          number -> List.of(number % 100, number / 100),
          number -> new Place("town" + number % 7, number));

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8})
  void keysOfEachKind_areSpreadEvenly(int shards) {
    for (int kind = 0; kind < KINDS.size(); kind++) {
      int[] counts = new int[shards];
      for (long number = 0; number < KEYS; number++) {
        counts[KeyGroups.shardOf(CanonicalKey.of(KINDS.get(kind).apply(number)), shards)]++;
      }
      int mean = KEYS / shards;
      assertThat(Arrays.stream(counts).boxed())
          .as("kind %s: %s", kind, Arrays.toString(counts))
          .allMatch(count -> count >= mean * 3 / 4 && count <= mean * 5 / 4);
    }
  }

  @Test
  void keysThatAreTheSameJson_areOfOneGroup() {
    assertThat(KeyGroups.of(CanonicalKey.of(3.0))).isEqualTo(KeyGroups.of(3L));
    assertThat(KeyGroups.of(CanonicalKey.of(Json.parse("[1,\"a\"]"))))
        .isEqualTo(KeyGroups.of(CanonicalKey.of(List.of(1L, "a"))));
    assertThat(KeyGroups.of(CanonicalKey.of(new Place("a", 1))))
        .isEqualTo(KeyGroups.of(CanonicalKey.of(Json.parse("{\"number\":1,\"town\":\"a\"}"))));
  }

  @Test
  void groups_areDividedAmongAllShards() {
    for (int shards : new int[] {1, 2, 7, 8, 127, 128}) {
      int of = shards;
      long used =
          LongStream.range(0, KEYS)
              .mapToInt(number -> KeyGroups.shardOf(number, of))
              .distinct()
              .count();
      assertThat(used).isEqualTo(shards);
    }
    assertThatThrownBy(() -> KeyGroups.requireShards(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 shards: there are at least 1, and at most as many as groups of keys, 128");
  }
}
