package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanonicalKeyTest {

  record Point(double x, double y) {}

  record Plain(long id, String name) {}

  record Nested(Point point, List<BigDecimal> prices, Optional<Double> weight) {}

  @Test
  void of_returnsKeysInNormalFormAsTheyAre() {
    for (Object key :
        new Object[] {
          1L,
          "a",
          1,
          true,
          1.5,
          0.0,
          Json.of(1),
          List.of(1L),
          new Plain(1, "a"),
          new Point(1, 2),
          new BigDecimal("1.5"),
          new Nested(new Point(0, 1), List.of(), Optional.of(2.0))
        }) {
      assertThat(CanonicalKey.of(key)).isSameAs(key);
    }
  }

  @Test
  void of_normalisesAtAnyDepth() {
    assertThat(CanonicalKey.of(-0.0)).isEqualTo(0.0);
    assertThat(CanonicalKey.of(-0.0f)).isEqualTo(0.0f);
    assertThat(CanonicalKey.of(new BigDecimal("100.00")))
        .isEqualTo(CanonicalKey.of(new BigDecimal("1e2")));
    assertThat(CanonicalKey.of(new Point(-0.0, 1))).isEqualTo(new Point(0.0, 1));
    assertThat(
            CanonicalKey.of(
                new Nested(
                    new Point(-0.0, 1), Arrays.asList(new BigDecimal("1.10")), Optional.of(-0.0))))
        .isEqualTo(new Nested(new Point(0, 1), List.of(new BigDecimal("1.1")), Optional.of(0.0)));
    assertThat(CanonicalKey.of(Map.of("a", -0.0))).isEqualTo(Map.of("a", 0.0));
    assertThat(CanonicalKey.of(Set.of(-0.0, 0.0))).isEqualTo(Set.of(0.0));
  }

  @Test
  void of_copiesMutableCollections() {
    List<Long> list = new ArrayList<>(List.of(1L));
    Map<String, Long> map = new HashMap<>(Map.of("a", 1L));
    Object listKey = CanonicalKey.of(list);
    Object mapKey = CanonicalKey.of(map);
    list.clear();
    map.clear();
    assertThat(listKey).isEqualTo(List.of(1L));
    assertThat(mapKey).isEqualTo(Map.of("a", 1L));
  }

  @Test
  void of_givesSetsAndMapsThatIterateInCanonicalOrder_andObeyTheirContracts() {
    Seeds.forEach(
        500,
        random -> {
          Set<Object> set = new HashSet<>();
          Map<Object, Object> map = new HashMap<>();
          for (int i = random.nextInt(6); i > 0; i--) {
            set.add(Samples.whole(random));
            map.put(Samples.text(random), i);
          }
          Set<?> setKey = (Set<?>) CanonicalKey.of(set);
          Map<?, ?> mapKey = (Map<?, ?>) CanonicalKey.of(map);
          assertThat((Object) setKey).isEqualTo(set).hasSameHashCodeAs(set);
          assertThat((Object) set).isEqualTo(setKey);
          assertThat((Object) mapKey).isEqualTo(map).hasSameHashCodeAs(map);
          assertThat((Object) map).isEqualTo(mapKey);
          checkAscends(List.copyOf(setKey));
          checkAscends(List.copyOf(mapKey.keySet()));
          assertThat(setKey.contains(new BitSet())).isFalse();
          assertThat(setKey.contains(Double.NaN)).isFalse();
          assertThat(mapKey.containsKey(1)).isFalse();
          assertThat(CanonicalKey.of(setKey)).isSameAs(setKey);
          assertThat(CanonicalKey.of(mapKey)).isSameAs(mapKey);
        });
  }

  private static void checkAscends(List<?> values) {
    for (int i = 1; i < values.size(); i++) {
      assertThat(CanonicalOrder.INSTANCE.compare(values.get(i - 1), values.get(i))).isNegative();
    }
  }

  @Test
  void of_rejectsWhatJsonDoesNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(Arrays.asList("a", null)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(Double.NaN))
        .withMessage("NaN is not a JSON number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(List.of(Float.POSITIVE_INFINITY)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(new Point(1, Double.NaN)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(new BitSet()))
        .withMessageContaining("java.util.BitSet is not supported; supported are records");
  }

  @Test
  void compare_treatsEqualJsonAsEqual_acrossClasses() {
    List<Object> ones =
        List.of(
            1L,
            1,
            (short) 1,
            (byte) 1,
            1.0,
            1.0f,
            BigInteger.ONE,
            new BigDecimal("1.0"),
            Json.of(1));
    for (Object a : ones) {
      for (Object b : ones) {
        assertThat(CanonicalOrder.INSTANCE.compare(a, b)).isZero();
      }
    }
    assertThat(CanonicalOrder.INSTANCE.compare(0.1f, 0.1)).isZero();
    assertThat(CanonicalOrder.INSTANCE.compare(-0.0, 0.0)).isZero();
    assertThat(CanonicalOrder.INSTANCE.compare(9007199254740993L, 9007199254740992.0)).isPositive();
    assertThat(CanonicalOrder.INSTANCE.compare(-1L, -1.5)).isPositive();
    assertThat(CanonicalOrder.INSTANCE.compare("\uFF5E", "😀")).isNegative();
    assertThat(CanonicalOrder.INSTANCE.compare(Map.of("x", 1L, "y", 2), new Point(1, 2))).isZero();
  }

  @Test
  void of_saysWhereAndWhatHasNoNormalForm() {
    record Inner(List<Object> list, Map<String, Object> map, Optional<Object> option) {}

    BigInteger tooLong = BigInteger.TEN.pow(JsonNumber.MAX_DIGITS);
    assertRefused(new BitSet(), "java.util.BitSet is not supported; supported are");
    assertRefused(
        List.of(new Inner(List.of(1, new BitSet()), Map.of(), Optional.empty())),
        "[0].list[1]: java.util.BitSet is not supported");
    assertRefused(
        new Inner(List.of(), Map.of("a", List.of(tooLong)), Optional.empty()),
        "Inner.map[a][0]: a number of more than 1000 digits");
    assertRefused(
        new Inner(List.of(), Map.of(), Optional.of(new int[0])), "Inner.option: [I is not");
    assertRefused(Arrays.asList(1, null), "[1]: null is not supported");
    assertRefused(Set.of(Double.NaN), "[element]: NaN is not a JSON number");
  }

  private static void assertRefused(Object key, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(key))
        .withMessageStartingWith(message);
  }
}
