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
}
