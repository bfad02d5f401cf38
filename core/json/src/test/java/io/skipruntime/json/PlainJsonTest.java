package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainJsonTest {

  private static final int MAX_DEPTH = 512;

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"b\"",
    "\"ab\"",
    "\"\"",
    "\"grüße\"",
    "\"😀\"",
    "\"\\n\"",
    "true",
    "false",
    "null",
    "0",
    "-0",
    "1",
    "-1",
    "01",
    "12.50",
    "0.0",
    "-0.00",
    "1.",
    ".5",
    "1e3",
    "-",
    "123456789012345678",
    "1234567890123456789",
    " ",
    "\n",
    "\t",
    "\u0000",
    "\"",
    "x"
  };

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void usualValues_areReadAtOnce() {
    for (String text :
        List.of(
            "{\"customer\":\"c1\",\"amount\":12}",
            " [ ] ",
            "[1 , -2,\t{ \"b\" : [] , \"a\" : {} }]\r\n",
            "\"grüße 😀\"",
            "[true,false,null,0,-0,12.50,-0.00,999999999999999999,-999999999999999999]",
            "{\"i\":1,\"h\":2,\"g\":3,\"f\":4,\"e\":5,\"d\":6,\"c\":7,\"b\":8,\"a\":9,\"😀\":10,\"\":11}")) {
      Json plain = PlainJson.read(utf8(text), MAX_DEPTH);
      assertThat((Object) plain).as(text).isNotNull();
      assertSameAsOfAny(utf8(text));
    }
  }

  @Test
  void manyMembersInOrder_areReadAtOnce_andOthersNot() {
    StringBuilder ascending = new StringBuilder("{\"k10\":0");
    for (int i = 11; i < 90; i++) {
      ascending.append(",\"k").append(i).append("\":").append(i);
    }
    assertThat((Object) PlainJson.read(utf8(ascending + "}"), MAX_DEPTH)).isNotNull();
    assertSameAsOfAny(utf8(ascending + "}"));
    assertThat((Object) PlainJson.read(utf8(ascending + ",\"a\":1}"), MAX_DEPTH)).isNull();
    assertThat(Json.parse(ascending + ",\"a\":1}").asObject().size()).isEqualTo(81);
  }

  @Test
  void whatIsUnusualOrWrong_isLeftToTheOther() {
    for (String text :
        List.of(
            "",
            "\"\\n\"",
            "1e3",
            "1.5E3",
            "1234567890123456789",
            "0." + "1".repeat(100),
            "{\"a\":1,\"b\":2,\"a\":3}",
            "{\"a\":1,\"a\":3}",
            "\uFEFF1",
            "[1,]",
            "{\"a\":1,}",
            "[1 2]",
            "1 2",
            "truex",
            "tru",
            "-",
            "01",
            "1.",
            "\"\u0000\"",
            "\"a")) {
      assertThat((Object) PlainJson.read(utf8(text), MAX_DEPTH)).as(text).isNull();
    }
    byte[] notUtf8 = HexFormat.of().parseHex("2261ff22");
    assertThat((Object) PlainJson.read(notUtf8, MAX_DEPTH)).isNull();
  }

  @Test
  void depthBeyondTheLimit_isLeftToTheOther() {
    assertThat((Object) PlainJson.read(utf8("[{\"a\":[1]}]"), 3)).isNotNull();
    assertThat((Object) PlainJson.read(utf8("[{\"a\":[1]}]"), 2)).isNull();
    assertThat((Object) PlainJson.read(utf8("[[],[],[[]]]"), 3)).isNotNull();
    assertThat((Object) PlainJson.read(utf8("1"), 0)).isNotNull();
  }

  @Test
  void whatItReads_theOtherReadsAsTheSame_whateverTheBytes() {
    Seeds.forEach(
        100_000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
          }
          assertSameAsOfAny(utf8(text.toString()));
        });
  }

  @Test
  void whatItReads_theOtherReadsAsTheSame_forMutatedDocuments() {
    Seeds.forEach(
        20_000,
        random -> {
          byte[] bytes = new RandomJson(random).value(4).toUtf8();
          assertSameAsOfAny(bytes);
          for (int i = random.nextInt(4); i >= 0; i--) {
            mutate(bytes, random);
            assertSameAsOfAny(bytes);
          }
        });
  }

  private static void mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(3)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = (byte) "[]{},:\"\\0-.e ".charAt(random.nextInt(13));
      default -> bytes[at] = bytes[random.nextInt(bytes.length)];
    }
  }

  private static void assertSameAsOfAny(byte[] utf8) {
    Json plain = PlainJson.read(utf8, MAX_DEPTH);
    if (plain != null) {
      Json any = JsonReader.readAny(utf8, MAX_DEPTH);
      assertThat(CanonicalValue.areSame(plain, any)).as("%s, %s", plain, any).isTrue();
    }
  }
}
