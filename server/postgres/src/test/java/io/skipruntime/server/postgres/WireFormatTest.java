package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The binary form of values. */
class WireFormatTest {

  private static Object again(Object value, SqlType type) {
    byte[] bytes = WireFormat.encoded(value, type, true);
    Object decoded = WireFormat.decoded(bytes, type.oid(), true);
    return decoded == null ? Json.NULL : decoded;
  }

  @Test
  void numbers_areTheSame() {
    List.of(
            "0",
            "0.0",
            "0.00",
            "1",
            "-1",
            "9999",
            "10000",
            "0.1",
            "-0.00012",
            "12345678.90123",
            "100000000000000000000",
            "0.000000000000000001",
            "99999999.9999")
        .forEach(text -> {
          BigDecimal number = new BigDecimal(text);
          assertThat(again(number, SqlType.NUMERIC)).isEqualTo(number);
        });
  }

  @Test
  void numbers_haveTheBytesOfPostgres() {
    assertThat(WireFormat.encoded(new BigDecimal("12345.678"), SqlType.NUMERIC, true))
        .containsExactly(0, 3, 0, 1, 0, 0, 0, 3, 0, 1, 9, 41, 26, 124);
  }

  @Test
  void values_areTheSame() {
    assertThat(again(-7L, SqlType.INTEGER)).isEqualTo(-7L);
    assertThat(again(Long.MIN_VALUE, SqlType.BIGINT)).isEqualTo(Long.MIN_VALUE);
    assertThat(again(0.1, SqlType.DOUBLE)).isEqualTo(0.1);
    assertThat(again(true, SqlType.BOOLEAN)).isEqualTo(true);
    assertThat(again("日本", SqlType.TEXT)).isEqualTo("日本");
    assertThat(again(new UUID(1, 2), SqlType.UUID)).isEqualTo(new UUID(1, 2));
    assertThat(again(LocalDate.ofEpochDay(-1), SqlType.DATE)).isEqualTo(LocalDate.ofEpochDay(-1));
    Instant time = Instant.parse("1969-12-31T23:59:59.123456Z");
    assertThat(again(time, SqlType.TIMESTAMPTZ)).isEqualTo(time);
    assertThat(again(LocalDateTime.ofInstant(time, ZoneOffset.UTC), SqlType.TIMESTAMP))
        .isEqualTo(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    // its place reads it
    assertThat(again(Json.parse("{\"a\":[1]}"), SqlType.JSON)).isEqualTo("{\"a\": [1]}");
    for (Json each : List.of(Json.of("a"), Json.of("[1"), Json.of(true), Json.of(0.5))) {
      assertThat(again(each, SqlType.JSON)).isEqualTo(each.toString());
      assertThat(WireFormat.encoded(each, SqlType.JSON, false))
          .isEqualTo(each.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void arraysAndIntervals_haveTheBytesOfPostgres() {
    assertThat(WireFormat.encoded(List.of(7L, Json.NULL), SqlType.INTEGER_ARRAY, true))
        .containsExactly(
            0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 7, -1,
            -1, -1, -1);
    assertThat(WireFormat.encoded(List.of(), SqlType.TEXT_ARRAY, true))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25);
    assertThat(WireFormat.encoded(new SqlType.Interval(14, 3, 1), SqlType.INTERVAL, true))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 14);
    assertThat(WireFormat.encoded(List.of(1L, Json.NULL), SqlType.BIGINT_ARRAY, false))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{1,NULL}");
  }
}
