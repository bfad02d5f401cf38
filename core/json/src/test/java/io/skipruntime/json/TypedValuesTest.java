package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws that values of every supported type obey. */
class TypedValuesTest {

  private static final List<Samples.Sample<?>> SAMPLES = Samples.all();

  private static Samples.Sample<?> any(Random random) {
    return SAMPLES.get(random.nextInt(SAMPLES.size()));
  }

  @Test
  void decode_givesBackWhatWasEncoded() {
    for (Samples.Sample<?> sample : SAMPLES) {
      checkRoundTrips(sample);
    }
  }

  private static <T> void checkRoundTrips(Samples.Sample<T> sample) {
    Codec<T> codec = sample.codec();
    Seeds.forEach(
        300,
        random -> {
          T value = codec.accept(sample.value(random));
          Json json = codec.encode(value);
          T decoded = codec.decode(json);
          assertThat((Object) decoded).as("%s", codec).isEqualTo(value);
          assertThat(decoded.hashCode()).isEqualTo(value.hashCode());
          assertThat((Object) codec.accept(decoded)).isSameAs(decoded);
          assertThat(CanonicalValue.of(decoded)).isSameAs(decoded);
          assertThat((Object) codec.accept(json)).isEqualTo(value);
          assertThat(Immutability.check(decoded)).isEmpty();
          byte[] text = new JsonWriter().write(value).toByteArray();
          assertThat(text).isEqualTo(json.toUtf8());
          assertThat((Object) Json.parse(text)).isEqualTo(json);
        });
  }

  @Test
  void order_isThatOfTheJson_withinAndAcrossTypes() {
    Seeds.forEach(
        20_000,
        random -> {
          Samples.Sample<?> first = any(random);
          Object a = first.value(random);
          Object b = (random.nextBoolean() ? first : any(random)).value(random);
          int order = Integer.signum(CanonicalOrder.INSTANCE.compare(a, b));
          Json x = Form.toJson(a);
          Json y = Form.toJson(b);
          assertThat(order)
              .as("%s and %s", x, y)
              .isEqualTo(Integer.signum(x.compareTo(y)))
              .isEqualTo(-Integer.signum(CanonicalOrder.INSTANCE.compare(b, a)));
          assertThat(CanonicalOrder.INSTANCE.compare(a, x)).isZero();
          assertThat(CanonicalOrder.INSTANCE.compare(y, b)).isZero();
        });
  }

  @Test
  void order_ofNormalForms_isThatOfTheJson() {
    Seeds.forEach(
        20_000,
        random -> {
          Samples.Sample<?> sample = any(random);
          Object a = CanonicalKey.of(sample.value(random));
          Object b = CanonicalKey.of(sample.value(random));
          assertThat(Integer.signum(CanonicalOrder.INSTANCE.compare(a, b)))
              .as("%s and %s", a, b)
              .isEqualTo(Integer.signum(Form.toJson(a).compareTo(Form.toJson(b))));
        });
  }

  @Test
  void order_ofMaps_isThatOfTheirMembers() {
    List<Map<String, Object>> ascending =
        List.of(
            Map.of(),
            Map.of("a", 1L),
            Map.of("a", 1L, "b", 0L),
            Map.of("a", 2L),
            Map.of("a", "1"),
            Map.of("a", Map.of()),
            Map.of("b", 0L),
            Map.of("\uFF5E", 0L),
            Map.of("\uD83D\uDE00", 0L));
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        Object one = CanonicalKey.of(ascending.get(i));
        Object other = CanonicalKey.of(ascending.get(j));
        assertThat(Integer.signum(CanonicalOrder.INSTANCE.compare(one, other)))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.compare(i, j))
            .isEqualTo(Integer.signum(CanonicalOrder.INSTANCE.compare(one, ascending.get(j))));
      }
    }
  }

  @Test
  void equality_ofNormalForms_isThatOfTheJson() {
    Seeds.forEach(
        20_000,
        random -> {
          Samples.Sample<?> sample = any(random);
          Object a = CanonicalKey.of(sample.value(random));
          Object b = CanonicalKey.of(sample.value(random));
          boolean equal = CanonicalOrder.INSTANCE.compare(a, b) == 0;
          if (a.getClass() == b.getClass()) {
            assertThat(a.equals(b)).as("%s and %s", a, b).isEqualTo(equal);
          }
          assertThat(a.equals(b) && a.hashCode() != b.hashCode()).isFalse();
        });
  }

  @Test
  void order_isTransitive() {
    Seeds.forEach(
        3_000,
        random -> {
          List<Object> values = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            values.add(any(random).value(random));
          }
          values.sort(CanonicalOrder.INSTANCE);
          for (int i = 0; i < values.size(); i++) {
            for (int j = i; j < values.size(); j++) {
              assertThat(CanonicalOrder.INSTANCE.compare(values.get(i), values.get(j)))
                  .isLessThanOrEqualTo(0);
            }
          }
        });
  }
}
