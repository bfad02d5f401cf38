package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImmutabilityTest {

  record Mapper(Object friends, Config config) {}

  record Config(List<?> names, @Nullable Object other) {}

  enum Color {
    RED
  }

  private static List<String> findings(Object value) {
    return Immutability.check(value).stream()
        .map(each -> each.path() + ": " + each.text())
        .toList();
  }

  @Test
  void check_findsNothing_inDeeplyImmutableValues() {
    for (Object value :
        new Object[] {
          1L,
          "a",
          'c',
          Color.RED,
          String.class,
          Json.of(1),
          Duration.ZERO,
          List.of(),
          List.of(1, 2, 3),
          List.copyOf(new ArrayList<>(List.of("a"))),
          Stream.of(1).toList(),
          Set.of(1, 2),
          Map.of("a", 1),
          List.of(1, 2, 3).subList(0, 2),
          Optional.of(List.of(1)),
          Collections.emptyList(),
          new LongList(new long[] {1}),
          Map.of("a", Map.of(List.of(1), Set.of())),
          new int[0].getClass(),
          new Mapper(List.of(), new Config(List.of(), null))
        }) {
      assertThat(findings(value)).isEmpty();
    }
  }

  @Test
  void check_namesEveryMutablePart() {
    List<Object> mutable = new ArrayList<>();
    assertThat(findings(new Mapper(mutable, new Config(List.of(new BitSet(), 1), new long[] {1}))))
        .containsExactly(
            "friends: java.util.ArrayList is mutable; use List.copyOf",
            "config.names[0]: java.util.BitSet is not known to be an immutable value; use a"
                + " record of immutable values",
            "config.other: long[] is mutable; use an immutable list");
    assertThat(findings(Collections.unmodifiableList(mutable)))
        .first()
        .asString()
        .contains("is a view of what may change; use List.copyOf");
    for (Object value :
        new Object[] {
          Arrays.asList(1),
          new HashMap<>(),
          new HashSet<>(),
          new BitSet(),
          new Object(),
          Optional.of(mutable),
          Map.of("a", mutable),
          Set.of(Arrays.asList(1)),
          (Runnable) () -> {}
        }) {
      assertThat(findings(value)).hasSize(1);
    }
    assertThat(findings(Map.of("a", mutable))).first().asString().startsWith("[a]: ");
  }

  @Test
  void check_leavesAloneWhatTheCallerAccepts() {
    assertThat(
            Immutability.check(
                new Mapper(new BitSet(), new Config(List.of(), null)), BitSet.class::isInstance))
        .isEmpty();
  }
}
