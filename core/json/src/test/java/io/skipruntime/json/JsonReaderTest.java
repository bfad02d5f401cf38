package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skipruntime.json.JsonSyntaxException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonReaderTest {

  private static final List<String> NOT_UTF8 =
      List.of(
          "22C02F22",
          "22C1BF22",
          "22E0808022",
          "22E09FBF22",
          "22F080808022",
          "22F08FBFBF22",
          "22EDA08022",
          "22EDBFBF22",
          "22F490808022",
          "22F5808080",
          "22FF22",
          "228022",
          "22C3",
          "22E282",
          "22F09F98",
          "FEFF0031",
          "FFFE3100",
          "22C322");

  private static JsonSyntaxException failure(String text) {
    return failure(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonSyntaxException failure(byte[] utf8) {
    return catchThrowableOfType(JsonSyntaxException.class, () -> Json.parse(utf8));
  }

  @Test
  void parse_allowsLessDepth_ifItIsToldSo() {
    byte[] three = "[{\"a\":[1]}]".getBytes(StandardCharsets.UTF_8);

    assertThat(Json.parse(three, 3)).isEqualTo(Json.parse(three));
    assertThat(Json.parse("1".getBytes(StandardCharsets.UTF_8), 0)).isEqualTo(Json.of(1));
    JsonSyntaxException failure =
        catchThrowableOfType(JsonSyntaxException.class, () -> Json.parse(three, 2));
    assertThat(failure.kind()).isEqualTo(Kind.NESTING_TOO_DEEP);
    assertThat(failure.offset()).isEqualTo(6);
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Json.parse(three, 513)))
        .hasMessageContaining("from 0 to 512");
  }

  @Test
  void parse_namesTheKindAndThePlaceOfAnError() {
    assertFailure("", Kind.MALFORMED_JSON, 0);
    assertFailure("  ", Kind.MALFORMED_JSON, 2);
    assertFailure("[1] 2", Kind.MALFORMED_JSON, 4);
    assertFailure("{\"a\":1,\"b\":2,\"a\":3}", Kind.DUPLICATE_MEMBER, 13);
    assertFailure("{\"a\":1,\"\\u0061\":3}", Kind.DUPLICATE_MEMBER, 7);
    assertFailure("[\"\\ud800\"]", Kind.LONE_SURROGATE, 1);
    assertFailure("{\"\\udc00\":1}", Kind.LONE_SURROGATE, 8);
    assertFailure("{\"\\ud800\":1}", Kind.LONE_SURROGATE, 8);
    assertFailure("[1e1000000000]", Kind.NUMBER_OUT_OF_RANGE, 1);
    assertFailure("[1e99999999999999]", Kind.NUMBER_OUT_OF_RANGE, 1);
    assertFailure("[".repeat(513) + "]".repeat(513), Kind.NESTING_TOO_DEEP, 512);
    assertFailure("[".repeat(100_000), Kind.NESTING_TOO_DEEP, 512);
    assertThat(failure("1".repeat(1001)).kind()).isEqualTo(Kind.NUMBER_OUT_OF_RANGE);
    assertThat(failure("1".repeat(100_000)).kind()).isEqualTo(Kind.NUMBER_OUT_OF_RANGE);
    assertThat(failure("0." + "1".repeat(1001)).kind()).isEqualTo(Kind.NUMBER_OUT_OF_RANGE);
  }

  private static void assertFailure(String text, Kind kind, int offset) {
    JsonSyntaxException failure = failure(text);
    assertThat(failure.kind()).as(text).isEqualTo(kind);
    assertThat(failure.offset()).as(text).isEqualTo(offset);
    assertThat(failure).hasMessageStartingWith(failure.reason() + " (offset " + offset + ", line ");
  }

  @Test
  void parse_countsLinesAndCharacters() {
    JsonSyntaxException failure = failure("[1,\n  \"é😀\", x]");
    assertThat(failure.kind().wireName()).isEqualTo("malformed-json");
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.column()).isBetween(9, 10);
    assertThat(failure.reason()).doesNotContain("Source");
  }

  @Test
  void parse_rejectsWhatTheGrammarDoesNotHave() {
    for (String text :
        new String[] {
          "nul",
          "nulll",
          "truefalse",
          "01",
          "-",
          "+1",
          ".5",
          "1.",
          "1e",
          "0x1",
          "NaN",
          "Infinity",
          "-Infinity",
          "'a'",
          "\"a",
          "\"\\x\"",
          "\"\\u12\"",
          "\"a\nb\"",
          "\"\t\"",
          "[1,]",
          "[,1]",
          "[1 2]",
          "{a:1}",
          "{\"a\"}",
          "{\"a\":}",
          "{\"a\":1,}",
          "{,}",
          "[",
          "{",
          "]",
          "}",
          "[}",
          "/**/1",
          "1//",
          "#",
          "\u00A01",
          "1\u0000",
          "[1]]",
          "{\"a\":1",
          "\"\u0000\""
        }) {
      JsonSyntaxException failure = failure(text);
      assertThat(failure).as(text).isNotNull();
      assertThat(failure.kind()).as(text).isEqualTo(Kind.MALFORMED_JSON);
    }
  }

  @Test
  void parse_rejectsWhatIsNotUtf8() {
    for (String hex : NOT_UTF8) {
      JsonSyntaxException failure = failure(HexFormat.of().parseHex(hex));
      assertThat(failure).as(hex).isNotNull();
      assertThat(failure.kind()).as(hex).isEqualTo(Kind.INVALID_UTF8);
    }
    assertThat(failure("[1]".getBytes(StandardCharsets.UTF_16LE)).kind())
        .isEqualTo(Kind.MALFORMED_JSON);
  }

  @Test
  void bytesInUtf8_areAString_orRefused() {
    for (String text : List.of("", "a", "grüße 😀", "\uFFFD", "\uFEFFa\u0000\uFFFF")) {
      assertThat(JsonString.ofUtf8(text.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(new JsonString(text));
    }
    for (String hex : NOT_UTF8) {
      assertThatThrownBy(() -> JsonString.ofUtf8(HexFormat.of().parseHex(hex)))
          .isInstanceOfSatisfying(
              JsonSyntaxException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_UTF8));
    }
  }

  @Test
  void parse_keepsStringsExactly() {
    assertThat(Json.parse("\"\uFEFFa\\u0000\\uD83D\\uDE00😀\\/\\b\uFFFF\"").asString())
        .isEqualTo("\uFEFFa\u0000😀😀/\b\uFFFF");
    assertThat((Object) Json.parse("\uFEFF 1")).isEqualTo(Json.of(1));
    String longText = "x".repeat(100_000);
    assertThat(Json.parse("{\"" + longText + "\":1}").asObject().names()).containsExactly(longText);
  }

  @Test
  void parse_acceptsDepth512() {
    assertThat(Json.parse("[".repeat(512) + "]".repeat(512)).toString()).hasSize(1024);
  }

  @Test
  void parse_ofAStringWithALoneSurrogate_saysWhere() {
    JsonSyntaxException failure =
        catchThrowableOfType(JsonSyntaxException.class, () -> Json.parse("[\"é\ud800\"]"));
    assertThat(failure.kind()).isEqualTo(Kind.LONE_SURROGATE);
    assertThat(failure.offset()).isEqualTo(4);
  }

  @Test
  void parse_givesAValueOrASyntaxError_whateverTheBytes() {
    String alphabet = "[]{},:\"\\ue+-.0123456789truefalsn \t\n\u00e9/bd\0";
    Seeds.forEach(
        30_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(40)];
          if (random.nextBoolean()) {
            random.nextBytes(bytes);
          } else {
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
          }
          parseOrFail(bytes);
        });
  }

  @Test
  void parse_givesAValueOrASyntaxError_forMutatedDocuments() {
    Seeds.forEach(
        10_000,
        random -> {
          byte[] bytes = new RandomJson(random).value(4).toUtf8();
          for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            mutate(bytes, random);
          }
          parseOrFail(bytes);
        });
  }

  private static void mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(3)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      default -> bytes[at] = bytes[random.nextInt(bytes.length)];
    }
  }

  private static void parseOrFail(byte[] bytes) {
    try {
      Json value = Json.parse(bytes);
      assertThat((Object) Json.parse(value.toUtf8())).isEqualTo(value);
    } catch (JsonSyntaxException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
    }
  }

  @Test
  void parse_withoutTheTableOfNames_saysTheSamePlace() {
    String text = "[\"é\",{\"a\":1,\"a\":2}]";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    JsonSyntaxException expected = failure(utf8);
    JsonSyntaxException found =
        catchThrowableOfType(JsonSyntaxException.class, () -> JsonReader.readWithoutTable(utf8));
    assertThat(found.offset()).isEqualTo(expected.offset());
    assertThat(found).hasMessage(expected.getMessage());
  }

  @Test
  void parse_withoutTheTableOfNames_givesTheSameValue() {
    Seeds.forEach(
        500,
        random -> {
          Json value = new RandomJson(random).value(4);
          assertThat((Object) JsonReader.readWithoutTable(value.toUtf8())).isEqualTo(value);
        });
  }
}
