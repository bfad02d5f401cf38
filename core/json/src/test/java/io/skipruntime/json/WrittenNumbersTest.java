package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers and instants keep, or are given, one text; keys are the same whatever their text is. */
class WrittenNumbersTest {

  record Price(BigDecimal amount, Json any) {}

  @Test
  void decimalNumber_keepsItsScale_wherever() {
    for (String text :
        List.of(
            "100.00",
            "0.00",
            "1.10",
            "-5.0",
            "100",
            "0.0000001",
            "0.000000010",
            "123456789012345678901234567890",
            "123456789012345678900000000000",
            "1234.50")) {
      Json json = Json.parse("{\"amount\":" + text + ",\"any\":[" + text + "]}");
      assertThat(json).hasToString("{\"amount\":" + text + ",\"any\":[" + text + "]}");
      Codec<Price> codec = Codecs.of(Price.class);
      Price price = codec.decode(json);
      assertThat(price.amount()).isEqualTo(new BigDecimal(text));
      assertThat(codec.encode(price)).hasToString(json.toString());
      assertThat(new JsonWriter().write(price)).hasToString(json.toString());
      assertThat(CanonicalValue.of(price)).isSameAs(price);
      assertThat(Json.of(new BigDecimal(text))).hasToString(text);
    }
  }

  @Test
  void exponents_areWrittenOnlyWhereTheNumberCannotHaveBeenWrittenWithout() {
    assertThat(Json.parse("1e2")).hasToString("100");
    assertThat(Json.of(new BigDecimal("1E+2"))).hasToString("100");
    assertThat(Json.of(BigInteger.TEN.pow(30))).hasToString("1" + "0".repeat(30));
    assertThat(Json.parse("1E+1000000")).hasToString("1E+1000000");
    assertThat(Json.parse("1E-1000000")).hasToString("1E-1000000");
    assertThat(Json.parse("0E-1000000")).hasToString("0");
    assertThat(Json.of(1e-300)).hasToString("1E-300");
    assertThat(Json.parse("-0.0")).hasToString("0");
  }

  @Test
  void keys_areTheSameNumber_howeverTheyAreWritten() {
    for (Object key :
        List.of(
            new BigDecimal("100.00"),
            new BigDecimal("1E+2"),
            new BigDecimal("100"),
            Json.parse("100.00"))) {
      assertThat(new JsonWriter().write(CanonicalKey.of(key))).hasToString("100");
    }
    assertThat(CanonicalKey.of(Json.parse("[1.50,{\"a\":2.0}]"))).hasToString("[1.5,{\"a\":2}]");
    assertThat(CanonicalValue.of(Map.of(new BigDecimal("1.0"), new BigDecimal("2.0"))))
        .isEqualTo(Map.of(new BigDecimal("1"), new BigDecimal("2.0")));
  }

  @Test
  void values_areTheSame_onlyIfTheyAreWrittenTheSame() {
    assertDifferent(new BigDecimal("1.0"), new BigDecimal("1.00"));
    assertDifferent(Json.parse("1.0"), Json.parse("1.00"));
    assertDifferent(Json.parse("[1]"), Json.parse("[1.0]"));
    assertDifferent(Json.parse("{\"a\":[1]}"), Json.parse("{\"a\":[1.0]}"));
    assertDifferent(
        new Price(BigDecimal.ONE, Json.parse("1.0")), new Price(BigDecimal.ONE, Json.of(1)));
    assertDifferent(List.of("a", Json.parse("1.0")), List.of("a", Json.of(1)));
    assertDifferent(Map.of("a", Json.parse("1.0")), Map.of("a", Json.of(1)));
    assertThat(CanonicalValue.areSame(Json.parse("[1.0]"), Json.parse("[1.0]"))).isTrue();
    assertThat(CanonicalValue.areSame("a", "a")).isTrue();
  }

  private static void assertDifferent(Object one, Object other) {
    Object first = CanonicalValue.of(one);
    Object second = CanonicalValue.of(other);
    assertThat(CanonicalValue.areSame(first, second)).as(one + " and " + other).isFalse();
    assertThat(CanonicalOrder.INSTANCE.compare(first, second)).isZero();
  }

  @Test
  void datesAndTimes_haveTextsOfOneWidth_andAreReadFromOthers() {
    LocalDate date = LocalDate.of(2026, 1, 31);
    LocalTime noon = LocalTime.NOON;
    assertThat(Json.from(date)).hasToString("\"2026-01-31\"");
    assertThat(Json.from(date.atTime(noon))).hasToString("\"2026-01-31T12:00:00.000000000\"");
    assertThat(Json.from(noon)).hasToString("\"12:00:00.000000000\"");
    assertThat(Json.from(LocalDate.of(0, 2, 29))).hasToString("\"0000-02-29\"");
    assertThat(Codecs.of(LocalDate.class).decode(Json.of("2026-01-31"))).isEqualTo(date);
    assertThat(Codecs.of(LocalTime.class).decode(Json.of("12:00"))).isEqualTo(noon);
    assertThat(Codecs.of(LocalDateTime.class).decode(Json.of("2026-01-31T12:00:00.5")))
        .isEqualTo(date.atTime(12, 0, 0, 500_000_000));
    assertThat(CanonicalKey.among(Json.of("2026-01-31T12:00"), date.atStartOfDay()))
        .isEqualTo(date.atTime(noon));
    for (Object beyond : List.of(LocalDate.of(10_000, 1, 1), LocalDateTime.MIN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CanonicalKey.of(beyond))
          .withMessageContaining("is not within the years 0 to 9999");
      assertThat(CanonicalKey.bound(beyond)).isEqualTo(beyond);
    }
  }

  @Test
  void instants_haveTextsOfOneWidth_andAreReadFromOthers() {
    Codec<Instant> codec = Codecs.of(Instant.class);
    Instant instant = Instant.parse("2026-01-31T12:00:00Z");
    assertThat(codec.encode(instant)).hasToString("\"2026-01-31T12:00:00.000000000Z\"");
    for (String text :
        List.of(
            "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000000000Z")) {
      assertThat(codec.decode(Json.of(text))).isEqualTo(instant);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalKey.of(Instant.MAX));
    assertThat(CanonicalKey.bound(Instant.MAX)).isEqualTo(Instant.MAX);
    Seeds.forEach(
        2_000,
        random -> {
          Instant one = Instant.ofEpochSecond(random.nextInt(3), random.nextInt(1_000_000_000));
          Instant two = Instant.ofEpochSecond(random.nextInt(3), random.nextInt(10) * 100_000_000L);
          assertThat(Integer.signum(Json.from(one).compareTo(Json.from(two))))
              .isEqualTo(Integer.signum(one.compareTo(two)))
              .isEqualTo(Integer.signum(CanonicalOrder.INSTANCE.compare(one, two)));
        });
  }
}
