package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  record Entry(String key, List<Long> values) {}

  private static String text(JsonWriter out) {
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void structure_placesCommasAndColons() {
    JsonWriter out = new JsonWriter(1);
    out.beginArray().write(1).beginArray().endArray().beginObject();
    out.name("a").writeNull().name("b").write(true).name("c").beginArray().write("x").write(0.5);
    out.endArray()
        .endObject()
        .write(new Entry("k", List.of(1L, 2L)))
        .write((Object) "é")
        .endArray();
    assertThat(text(out))
        .isEqualTo(
            "[1,[],{\"a\":null,\"b\":true,\"c\":[\"x\",0.5]},{\"key\":\"k\",\"values\":[1,2]},\"é\"]");
  }

  @Test
  void frames_surroundValuesWithoutCommas() throws IOException {
    JsonWriter out = new JsonWriter();
    byte[] raw = "[1]".getBytes(StandardCharsets.UTF_8);
    byte[] start = "data: ".getBytes(StandardCharsets.UTF_8);
    byte[] end = "\n\n".getBytes(StandardCharsets.UTF_8);
    out.frame(start).beginArray().writeRaw(raw).writeRaw(raw).endArray().frame(end);
    out.frame(start).write(2L);
    assertThat(out).hasToString("data: [[1],[1]]\n\ndata: 2");
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    out.writeTo(copy);
    assertThat(copy.toByteArray()).isEqualTo(out.toByteArray()).hasSize(out.size());
    out.reset();
    assertThat(out.write(1).size()).isEqualTo(1);
  }

  @Test
  void strings_areEscapedWhereTheyMustBe() {
    assertThat(text(new JsonWriter().write("\"\\\n\r\t\b\f\u0000\u001f\u007f\u2028é\uFFFF😀")))
        .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\u2028é\uFFFF😀\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonWriter().write("a\ud800b"))
        .withMessage("a string with a lone surrogate is not JSON");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonWriter().beginObject().name("é\udc00"));
  }

  @Test
  void numbers_areWrittenAsJsonWritesThem() {
    for (long value = 1; value > 0; value *= 10) {
      for (long each : new long[] {value, value - 1, -value, 1 - value}) {
        assertThat(text(new JsonWriter().write(each))).isEqualTo(Long.toString(each));
      }
      if (value > Long.MAX_VALUE / 10) {
        break;
      }
    }
    for (long each : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
      assertThat(text(new JsonWriter(1).write(each))).isEqualTo(Long.toString(each));
    }
    Seeds.forEach(
        20_000,
        random -> {
          double value = new RandomJson(random).finiteDouble();
          double small = random.nextInt() / 1000.0;
          assertThat(text(new JsonWriter().write(value))).isEqualTo(Json.of(value).toString());
          assertThat(text(new JsonWriter().write(small))).isEqualTo(Json.of(small).toString());
        });
  }

  @Test
  void unsupportedValues_areRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonWriter().write(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonWriter().write(new BitSet()))
        .withMessageContaining("java.util.BitSet");
  }
}
