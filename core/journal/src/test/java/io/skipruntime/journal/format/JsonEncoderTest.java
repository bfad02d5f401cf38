package io.skipruntime.journal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonEncoderTest {

  private record User(String name, boolean active, List<Long> friends) {}

  private static byte[] encode(List<?> values) {
    BinaryOutput out = new BinaryOutput(16);
    JsonEncoder encoder = new JsonEncoder(out);
    values.forEach(encoder::write);
    return out.toByteArray();
  }

  private static List<Json> decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    JsonDecoder decoder = new JsonDecoder(in);
    List<Json> values = new ArrayList<>();
    while (in.remaining() > 0) {
      values.add(decoder.read());
    }
    return values;
  }

  private static Json sample(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 9)) {
      case 0 -> Json.NULL;
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> Json.of((long) random.nextInt(-70, 70));
      case 3 -> Json.of(random.nextLong());
      case 4 -> Json.of(new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(-40, 40)));
      case 5 -> Json.of("é😀".repeat(random.nextInt(40)));
      case 6 -> Json.of("x".repeat(random.nextInt(130)) + (char) random.nextInt(0xD800));
      case 7 -> {
        List<Json> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          elements.add(sample(random, depth + 1));
        }
        yield Json.array(elements);
      }
      default -> {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          members.put("m" + random.nextInt(5), sample(random, depth + 1));
        }
        yield Json.object(members);
      }
    };
  }

  @Test
  void values_areReadAsTheyWereWritten_whateverTheyAre() {
    Random random = new Random(1);
    for (int run = 0; run < 2_000; run++) {
      List<Json> values = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        values.add(sample(random, 0));
      }
      assertThat(decode(encode(values))).isEqualTo(values);
    }
  }

  @Test
  void numbers_keepTheScaleThatTheyWereWrittenWith() {
    List<Json> values =
        Stream.of("1", "1.0", "0.00", "-2.50", "1e3", "100000000000000000000.0")
            .map(Json::parse)
            .toList();
    assertThat(decode(encode(values))).hasToString(values.toString());
  }

  @Test
  void limits_areExact() {
    List<Json> values =
        List.of(
            Json.of(Long.MIN_VALUE),
            Json.of(Long.MAX_VALUE),
            Json.of(new BigDecimal("1e999999999")),
            Json.of(new BigDecimal("-1.5e-999999999")),
            Json.of(new BigDecimal("9".repeat(1_000))),
            Json.of("\uFEFF\u0000"));
    assertThat(decode(encode(values))).isEqualTo(values);
  }

  @Test
  void objects_referToTheirShape_whenOneBeforeHadTheSameNames() {
    User user = new User("Bob", true, List.of(1L, 2L));
    int one = encode(List.of(user)).length;
    int two = encode(List.of(user, user)).length;
    assertThat(two - one).isLessThan(one - "active".length() - "friends".length() - 4);
    assertThat(decode(encode(List.of(user, user)))).containsOnly(Json.from(user));
  }

  @Test
  void nesting_isRefused_whenItIsDeeperThanTheLimit() {
    Json deep = Json.of(1L);
    for (int i = 0; i < JsonTag.MAX_DEPTH; i++) {
      deep = Json.array(deep);
    }
    Json read = decode(encode(List.of(deep))).getFirst();
    for (int i = 0; i < JsonTag.MAX_DEPTH; i++) {
      read = read.asArray().get(0);
    }
    assertThat(read).isEqualTo(Json.of(1L));
    Json deeper = Json.array(deep);
    assertThatThrownBy(() -> encode(List.of(deeper)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024 deep");
  }

  @Test
  void decoder_givesAValueOrSaysThatItIsMalformed_whateverTheBytesAre() {
    Random random = new Random(2);
    byte[] written = encode(List.of(new User("Bob", true, List.of(1L, 700L)), sample(random, 0)));
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = new byte[random.nextInt(60)];
      if (run % 2 == 0) {
        random.nextBytes(bytes);
      } else {
        bytes = written.clone();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        decode(bytes);
      } catch (MalformedDataException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void copiedValues_areThoseThatAreEncodedThere() {
    Random random = new Random(3);
    for (int run = 0; run < 2_000; run++) {
      List<Json> values = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        values.add(sample(random, 0));
      }
      BinaryInput in = new BinaryInput(encode(values));
      BinaryOutput out = new BinaryOutput(16);
      JsonCopier copier = new JsonCopier(in, out);
      int next = 0;
      while (next < values.size()) {
        int end = Math.min(values.size(), next + 1 + random.nextInt(3));
        out.truncate(0);
        copier.reset();
        for (int i = next; i < end; i++) {
          copier.copy();
        }
        assertThat(out.toByteArray()).isEqualTo(encode(values.subList(next, end)));
        next = end;
      }
      in.requireEnd();
    }
  }

  @Test
  void copies_areEncodedValues_alsoOfMoreShapesThanAreNumbered() {
    List<Json> values = new ArrayList<>();
    for (int i = 0; i < 2 * (JsonEncoder.MAX_SHAPES + 50); i++) {
      values.add(Json.object(Map.of("m" + i / 2, Json.of(i))));
    }
    BinaryOutput out = new BinaryOutput(16);
    JsonCopier copier = new JsonCopier(new BinaryInput(encode(values)), out);
    values.forEach(each -> copier.copy());
    assertThat(out.toByteArray()).isEqualTo(encode(values));
  }

  @Test
  void copier_readsWhatTheDecoderReads_whateverTheBytesAre() {
    Random random = new Random(4);
    byte[] written = encode(List.of(new User("Bob", true, List.of(1L, 700L)), sample(random, 0)));
    int malformed = 0;
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = written.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      BinaryInput in = new BinaryInput(bytes);
      BinaryOutput out = new BinaryOutput(16);
      JsonCopier copier = new JsonCopier(in, out);
      try {
        while (in.remaining() > 0) {
          copier.copy();
        }
      } catch (MalformedDataException e) {
        malformed++;
        assertThatThrownBy(() -> decode(bytes)).isInstanceOf(MalformedDataException.class);
      }
    }
    assertThat(malformed).isPositive();
  }

  @Test
  void varints_areReadAsTheyWereWritten() {
    long[] values = {0, 1, 127, 128, 1L << 35, Long.MAX_VALUE, -1, Long.MIN_VALUE};
    BinaryOutput out = new BinaryOutput(1);
    for (long value : values) {
      out.varint(value);
      out.signedVarint(value);
      out.u64(value);
      out.u32((int) value);
    }
    BinaryInput in = new BinaryInput(out.toByteArray());
    for (long value : values) {
      assertThat(in.varint()).isEqualTo(value);
      assertThat(in.signedVarint()).isEqualTo(value);
      assertThat(in.u64()).isEqualTo(value);
      assertThat(in.u32()).isEqualTo((int) value);
    }
    in.requireEnd();
  }
}
