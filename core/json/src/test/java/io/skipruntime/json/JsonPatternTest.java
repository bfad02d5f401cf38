package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JsonPatternTest {

  @TestFactory
  Stream<DynamicTest> extract_answersAsRecorded() throws IOException {
    try (InputStream in = JsonPatternTest.class.getResourceAsStream("json-extract.json")) {
      JsonArray cases = Json.parse(Objects.requireNonNull(in).readAllBytes()).asArray();
      assertThat(cases.size()).isEqualTo(81);
      return cases.elements().stream()
          .map(Json::asObject)
          .map(each -> DynamicTest.dynamicTest(each.get("pattern").asString(), () -> check(each)));
    }
  }

  private static void check(JsonObject recorded) {
    String pattern = recorded.get("pattern").asString();
    if (recorded.has("error")) {
      assertThatThrownBy(() -> JsonPattern.parse(pattern)).isInstanceOf(JsonPatternException.class);
    } else {
      assertThat(JsonPattern.parse(pattern).extract(recorded.get("document")))
          .isEqualTo(recorded.get("result"));
    }
  }

  private static String extract(String pattern, String document) {
    return JsonPattern.parse(pattern).extract(Json.parse(document)).toString();
  }

  @Test
  void optional_bindsNullForEveryVariableOfNestedBraces() {
    assertThat(extract("{?a: {b: x, c: y}, d: z}", "{\"a\":{\"b\":1},\"d\":2}"))
        .isEqualTo("[[{\"z\":2},{\"y\":null},{\"x\":null}]]");
  }

  @Test
  void anywhere_leavesOutWhatOtherPathsEndAt_inEveryElement() {
    assertThat(extract("{%: v<num>, a[].b: w}", "{\"a\":[{\"b\":1,\"c\":2}]}"))
        .isEqualTo("[[{\"w\":1},{\"v\":2}]]");
  }

  @Test
  void indices_areInTheDigitsOfAscii() {
    assertThatThrownBy(() -> JsonPattern.parse("{a[١]: v}"))
        .isInstanceOf(JsonPatternException.class);
  }

  @Test
  void anywhere_fitsIndices() {
    assertThat(extract("{%[1]: v}", "{\"a\":[1,2],\"b\":[3,4]}"))
        .isEqualTo("[[{\"v\":2}],[{\"v\":4}]]");
    assertThat(extract("{%a%.c%: v}", "{\"a\":{\"b\":{\"cd\":5}}}")).isEqualTo("[[{\"v\":5}]]");
  }

  @Test
  void parse_reportsEveryMalformedPattern() {
    for (String pattern :
        new String[] {
          "",
          "{",
          "}",
          "{x}",
          "{x:}",
          "{x: a",
          "{x: a,}",
          "{x: a} b",
          "{x[: a}",
          "{x[1: a}",
          "{x[-1]: a}",
          "{x[9999999999]: a}",
          "{x: a<>}",
          "{x: a<real>}",
          "{x: a<int}",
          "{%: a, %: b}",
          "{x: a, x: b}",
          "{x[]: a, x[0]: b}",
          "{\"x: a}",
          "{\"\\q\": a}",
          "{x..y: a}",
          "{x y: a}",
          "{%",
          "{%: a",
          "{?: a}",
          "{a: {b: c}",
          "{x: {",
          "[x]",
          "{%\": a}"
        }) {
      assertThatThrownBy(() -> JsonPattern.parse(pattern))
          .as(pattern)
          .isInstanceOf(JsonPatternException.class)
          .hasMessageContaining(" at character ");
    }
  }

  @Test
  void patterns_areEqualIfTheirTextsAre() {
    assertThat(JsonPattern.parse("{x: a}"))
        .isEqualTo(JsonPattern.parse("{x: a}"))
        .hasSameHashCodeAs(JsonPattern.parse("{x: a}"))
        .hasToString("{x: a}")
        .isNotEqualTo(JsonPattern.parse("{x: b}"));
  }

  @Test
  void extract_refusesPatternsWithVeryManyMatches_whateverTheDocumentIs() {
    StringBuilder pattern = new StringBuilder("{");
    StringBuilder document = new StringBuilder("{");
    for (char c = 'a'; c < 'a' + 25; c++) {
      String comma = c == 'a' ? "" : ",";
      pattern.append(comma).append(c).append("[]:v").append(c);
      document.append(comma).append('"').append(c).append("\":[1,2]");
    }
    JsonPattern many = JsonPattern.parse(pattern.append('}').toString());
    Json product = Json.parse(document.append('}').toString());
    assertThatThrownBy(() -> many.extract(product))
        .isInstanceOf(JsonPatternLimitException.class)
        .hasMessageMatching("the pattern has more than (100,000 matches|1,000,000 variables.*)");
    Json wide = Json.parse("{\"a\":[" + "1,".repeat(99_999) + "1]}");
    assertThat(JsonPattern.parse("{a[]:x}").extract(wide).size()).isEqualTo(100_000);
  }

  @Test
  void extract_refusesSearchesThatFindNothingForVeryLong() {
    String lists = "[" + "[1,2,3,4,5,6,7,8,9,10],".repeat(99) + "[]]";
    StringBuilder document = new StringBuilder("{");
    StringBuilder pattern = new StringBuilder("{");
    for (char c = 'a'; c < 'f'; c++) {
      document.append('"').append(c).append("\":").append(lists).append(',');
      pattern.append(c).append("[][]:").append(c).append(',');
    }
    JsonPattern slow = JsonPattern.parse(pattern.append("z:z<string>}").toString());
    Json nothing = Json.parse(document.append("\"z\":1}").toString());
    assertThatThrownBy(() -> slow.extract(nothing))
        .isInstanceOf(JsonPatternLimitException.class)
        .hasMessageContaining("10,000,000 steps");
  }
}
