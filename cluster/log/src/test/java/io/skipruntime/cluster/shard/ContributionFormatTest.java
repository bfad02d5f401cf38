package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.cluster.shard.ContributionFormat.Sent;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContributionFormatTest {

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "other than its name";
      }
    }
  }

  record Part(String name, @Nullable Long size, Optional<Colour> colour) {}

  record Whole(List<Part> parts, Map<String, Part> byName, Set<Long> numbers, double weight) {}

  record Strict(long size) {
    Strict {
      if (size < 0) {
        throw new IllegalArgumentException("a size is not negative");
      }
    }
  }

  private static final ClassLoader LOADER = ContributionFormatTest.class.getClassLoader();

  private static final List<Object> VALUES =
      List.of(
          true,
          false,
          1L,
          Long.MIN_VALUE,
          2,
          (short) 3,
          (byte) 4,
          -2.5,
          1.5f,
          "",
          "text \uD83D\uDE00",
          new BigInteger("-123456789012345678901234567890"),
          new BigDecimal("1.00"),
          new BigDecimal("1E+30"),
          new UUID(1, -2),
          Instant.parse("1969-12-31T23:59:59.000000001Z"),
          LocalDate.parse("1969-12-31"),
          LocalTime.parse("23:59:59.999999999"),
          LocalDateTime.parse("0001-01-01T00:00:00.000000001"),
          Colour.RED,
          Colour.GREEN,
          Json.parse("{\"a\":[1.0,null]}"),
          List.of(List.of(), List.of(1L)),
          Map.of("b", 1L, "a", 2L),
          Set.of("b", "a"),
          new Part("p", null, Optional.empty()),
          new Whole(
              List.of(new Part("p", 1L, Optional.of(Colour.GREEN))),
              Map.of("p", new Part("q", 2L, Optional.empty())),
              Set.of(3L, 1L),
              0.25));

  private static List<Sent> decode(byte[] bytes) {
    return ContributionFormat.decode(bytes, LOADER);
  }

  private static byte[] everything() {
    List<Sent> batch =
        new ArrayList<>(
            VALUES.stream().map(value -> new Sent(3, "key", value, List.of(value))).toList());
    batch.add(new Sent(0, 1L, null, null));
    batch.add(new Sent(300, List.of(1L, "x"), null, List.copyOf(VALUES)));
    return ContributionFormat.encode(batch);
  }

  @Test
  void valuesOfAllClasses_comeBackAsTheyWere() {
    for (Object value : VALUES) {
      List<Sent> batch = List.of(new Sent(1, "key", null, List.of(value, value)));
      Sent sent = decode(ContributionFormat.encode(batch)).getFirst();
      Object decoded = Objects.requireNonNull(sent.values()).getFirst();
      assertThat(decoded).isEqualTo(value);
      assertThat(Json.from(decoded)).hasToString(Json.from(value).toString());
    }
  }

  @Test
  void entries_haveFeedSourceAndAbsentValues() {
    List<Sent> batch =
        List.of(
            new Sent(5, 1L, "source", List.of("a", "b")),
            new Sent(6, 2L, null, null),
            new Sent(5, 1L, "source", null));
    assertThat(decode(ContributionFormat.encode(batch))).isEqualTo(batch);
  }

  @Test
  void nameOfAClass_isWrittenOnceABatch() {
    Sent sent = new Sent(1, new Part("p", 1L, Optional.empty()), null, List.of(1L));
    int one = ContributionFormat.encode(List.of(sent)).length;
    int two = ContributionFormat.encode(List.of(sent, sent)).length;
    assertThat(two - one).isLessThan(Part.class.getName().length());
  }

  @Test
  void cutBatch_isMalformed() {
    byte[] whole = everything();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedDataException.class);
    }
  }

  @Test
  void damagedBatch_isReadOrMalformed() {
    byte[] whole = everything();
    Random random = new Random(7);
    int malformed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        List<Sent> read = decode(damaged);
        assertThat(read).isNotEmpty();
      } catch (MalformedDataException e) {
        malformed++;
      }
    }
    assertThat(malformed).isBetween(1_000, 19_999);
  }

  private static byte[] batch(Consumer<BinaryOutput> key) {
    BinaryOutput out = new BinaryOutput(64);
    out.u8(1);
    out.varint(1);
    out.varint(0);
    out.u8(0);
    key.accept(out);
    return out.toByteArray();
  }

  private static void named(int tag, String className, BinaryOutput out) {
    out.u8(tag);
    out.varint(0);
    out.text(className);
  }

  @Test
  void classesThatAreNeitherRecordsNorEnums_areNotTouched() {
    for (String name :
        List.of(
            "java.lang.ProcessBuilder",
            "java.util.HashMap",
            "[J",
            "no.such.Class",
            Strict.class.getName() + "$")) {
      assertThatThrownBy(() -> decode(batch(out -> named(ValueTag.RECORD, name, out))))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> decode(batch(out -> named(ValueTag.ENUM, name, out))))
          .isInstanceOf(MalformedDataException.class);
    }
  }

  @Test
  void componentsThatARecordRefuses_areMalformed() {
    assertThatThrownBy(() ->
            decode(
                batch(out -> {
                  named(ValueTag.RECORD, Strict.class.getName(), out);
                  out.u8(ValueTag.LONG);
                  out.signedVarint(-1);
                })))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("does not take");
    assertThatThrownBy(() ->
            decode(
                batch(out -> {
                  named(ValueTag.RECORD, Strict.class.getName(), out);
                  out.u8(ValueTag.TEXT);
                  out.text("no number");
                })))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void constantThatThereIsNot_isMalformed() {
    assertThatThrownBy(() ->
            decode(
                batch(out -> {
                  named(ValueTag.ENUM, Colour.class.getName(), out);
                  out.text("BLUE");
                })))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void deepNesting_isMalformed_andNoOverflowOfTheStack() {
    assertThatThrownBy(() ->
            decode(
                batch(out -> {
                  for (int i = 0; i < 100_000; i++) {
                    out.u8(ValueTag.LIST);
                    out.varint(1);
                  }
                  out.u8(ValueTag.TRUE);
                })))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("deep");
  }

  @Test
  void sizesThatTheBytesDoNotJustify_areMalformed() {
    for (int tag : new int[] {ValueTag.LIST, ValueTag.SET, ValueTag.MAP, ValueTag.INTEGER}) {
      assertThatThrownBy(() ->
              decode(
                  batch(out -> {
                    out.u8(tag);
                    out.varint(Integer.MAX_VALUE);
                  })))
          .isInstanceOf(MalformedDataException.class);
    }
  }

  @Test
  void otherFormat_isMalformed() {
    byte[] other = everything();
    other[0] = 9;
    assertThatThrownBy(() -> decode(other))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("format 9");
    assertThatThrownBy(() -> decode("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void valueOfNoCollection_isNotEncoded() {
    assertThatThrownBy(
            () -> ContributionFormat.encode(List.of(new Sent(0, new Object(), null, null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }
}
