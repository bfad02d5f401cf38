package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void hashCode_isTheSameInEveryRun() {
    assertThat(Json.parse("[null,true,false,1,2.5,\"a\",{\"b\":null}]").hashCode())
        .isEqualTo(-526232407);
  }

  @Test
  void compareTo_followsTheCanonicalOrder() {
    List<Json> ordered = new ArrayList<>();
    for (String text :
        List.of(
            "null",
            "false",
            "true",
            "-1e999999999",
            "-1.5",
            "-1",
            "0",
            "1e-999999999",
            "0.1",
            "1",
            "9007199254740992",
            "9007199254740992.5",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "1e400",
            "1e999999999",
            "\"\"",
            "\"a\"",
            "\"aa\"",
            "\"b\"",
            "\"\uFF5E\"",
            "\"😀\"",
            "[]",
            "[null]",
            "[1]",
            "[1,1]",
            "[2]",
            "{}",
            "{\"a\":1}",
            "{\"a\":1,\"c\":1}",
            "{\"a\":5}",
            "{\"b\":1}")) {
      ordered.add(Json.parse(text));
    }
    List<Json> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void order_isTotalAndAgreesWithEqualsAndHashCode() {
    Seeds.forEach(
        3_000,
        random -> {
          RandomJson values = new RandomJson(random);
          Json a = values.value(3);
          Json b = values.value(3);
          Json c = values.value(3);
          assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
          assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
          assertThat(a.equals(b) && a.hashCode() != b.hashCode()).isFalse();
          List<Json> sorted = new ArrayList<>(List.of(a, b, c));
          Collections.sort(sorted);
          assertThat(sorted.get(0).compareTo(sorted.get(2))).isLessThanOrEqualTo(0);
          assertThat(CanonicalOrder.INSTANCE.compare(a, b)).isEqualTo(a.compareTo(b));
        });
  }

  @Test
  void toString_isParsedBackToAnEqualValue() {
    Seeds.forEach(
        3_000,
        random -> {
          Json value = new RandomJson(random).value(4);
          assertThat((Object) Json.parse(value.toString())).isEqualTo(value);
          assertThat((Object) Json.parse(value.toUtf8())).isEqualTo(value);
          assertThat(value.toString()).doesNotContain("\n");
        });
  }

  @Test
  void numbers_areOneValue_howeverTheyAreWritten() {
    assertThat(Json.of(1)).isEqualTo(Json.of(1.0)).isEqualTo(Json.of(new BigDecimal("1.00")));
    assertThat((Object) Json.parse("1e0")).isEqualTo(Json.of(1)).hasSameHashCodeAs(Json.of(1));
    assertThat((Object) Json.parse("-0.0")).isEqualTo(Json.of(0)).hasToString("0");
    assertThat(Json.of(-0.0)).isEqualTo(Json.of(0));
    assertThat(Json.of(0.1)).isEqualTo(Json.of(new BigDecimal("0.10")));
    assertThat(Json.of(BigInteger.TWO.pow(63))).hasToString("9223372036854775808");
    assertThat(Json.of(BigInteger.TWO)).isEqualTo(Json.of(2));
    assertThat(Json.of(1e20)).hasToString("100000000000000000000");
    assertThat(Json.of(1e21)).hasToString("1E+21");
    assertThat(Json.of(1e-7)).hasToString("1E-7");
  }

  @Test
  void numbers_outsideOfTheLimits_areRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new BigDecimal("1e1000000000")));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(BigInteger.TEN.pow(1000)));
  }

  @Test
  void numbers_withHugeExponents_areAsCheapAsOthers() {
    Json huge = Json.parse("1e999999999");
    assertThat(huge.asDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Json.parse("-1e-999999999").asDouble()).isEqualTo(0.0);
    assertThat(huge).hasToString("1E+999999999").isGreaterThan(Json.parse("9e999999998"));
    assertThat(huge.hashCode()).isEqualTo(Json.parse("10e999999998").hashCode());
    assertThatThrownBy(huge::asLong).hasMessageContaining("1E+999999999");
  }

  @Test
  void accessors_giveTheValue_orSayWhatWasFound() {
    Json value = Json.parse("{\"b\":[1,2.5,\"x\"],\"a\":true}");
    JsonObject object = value.asObject();
    assertThat(object.names()).containsExactly("a", "b");
    assertThat(object.get("a").asBoolean()).isTrue();
    assertThat(object.get("b").asArray().get(0).asLong()).isEqualTo(1);
    assertThat(object.get("b").asArray().get(1).asDouble()).isEqualTo(2.5);
    assertThat(object.get("b").asArray().get(2).asString()).isEqualTo("x");
    assertThat(object.find("c")).isEmpty();
    assertThat(object.members())
        .isEqualTo(Map.of("a", object.get("a"), "b", object.get("b")))
        .containsKey("a")
        .doesNotContainKey("c");
    assertThatThrownBy(() -> object.get("c")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(value::asArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected a list, found an object");
    assertThat(Json.NULL.isNull()).isTrue();
  }

  @Test
  void objects_areEqual_whateverTheOrderOfTheirMembers() {
    assertThat((Object) Json.parse("{\"b\":1,\"a\":2}")).isEqualTo(Json.parse("{\"a\":2,\"b\":1}"));
    assertThat(Json.parse("{\"\uFF5E\":1,\"😀\":2,\"b\":3}"))
        .hasToString("{\"b\":3,\"\uFF5E\":1,\"😀\":2}");
  }
}
