package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CanonicalHashTest {

  record Point(long x, double y) {}

  @Test
  void equalNumbersOfAnyClass_haveOneHash() {
    assertSame(1L, 1, (short) 1, (byte) 1, 1.0, 1.0f, Json.of(1), Json.parse("1.0"));
    assertSame(BigDecimal.ONE, new BigDecimal("1.000"), BigInteger.ONE, 1L);
    assertSame(0L, -0.0, new BigDecimal("0.00"), Json.parse("-0"));
    assertSame(0.1, new BigDecimal("0.1"), new BigDecimal("0.100"), Json.parse("1e-1"));
    assertSame(1e300, new BigDecimal("1e300"), Json.parse("1E300"));
    assertSame(Long.MIN_VALUE, new BigDecimal(Long.MIN_VALUE), BigInteger.valueOf(Long.MIN_VALUE));
    assertSame(0x1p53, 1L << 53, new BigDecimal(1L << 53));
    assertSame(new BigInteger("18446744073709551616"), Json.parse("18446744073709551616"));
  }

  @Test
  void equalStructuresOfAnyClass_haveOneHash() {
    UUID id = new UUID(1, 2);
    assertSame(id, id.toString(), Json.of(id.toString()));
    assertSame(Instant.EPOCH, Json.from(Instant.EPOCH));
    assertSame(JsonKind.ARRAY, "ARRAY");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("y", 2);
    members.put("x", 1.0);
    assertSame(new Point(1, 2), Json.parse("{\"y\":2,\"x\":1}"), members);
    assertSame(List.of(1L, List.of()), Json.parse("[1,[]]"));
  }

  @Test
  void randomJson_hasTheHashOfItsText() {
    Seeds.forEach(
        2000,
        random -> {
          Json value = new RandomJson(random).value(3);
          assertSame(value, Json.parse(value.toString()));
        });
  }

  @Test
  void hashes_areTheSameForEver() {
    assertThat(CanonicalHash.of(0L)).isZero();
    assertThat(CanonicalHash.of(1L)).isEqualTo(1_364_076_727);
    assertThat(CanonicalHash.of("groups")).isEqualTo(-1_964_737_686);
    assertThat(CanonicalHash.of(0.5)).isEqualTo(996_179_155);
    assertThat(CanonicalHash.of(true)).isEqualTo(821_347_078);
  }

  @Test
  void consecutiveAndSparseKeys_areSpreadEvenly() {
    for (long step : new long[] {1, 2, 128, 1000, 1L << 32, 1L << 40}) {
      int[] counts = new int[8];
      for (long i = 0; i < 8000; i++) {
        counts[(CanonicalHash.of(i * step) & 127) / 16]++;
      }
      for (int count : counts) {
        assertThat(count).as("step %d", step).isBetween(850, 1150);
      }
    }
  }

  private static void assertSame(Object first, Object... others) {
    for (Object other : others) {
      assertThat(CanonicalOrder.INSTANCE.compare(first, other)).isZero();
      assertThat(CanonicalHash.of(other)).as(other.toString()).isEqualTo(CanonicalHash.of(first));
    }
  }
}
