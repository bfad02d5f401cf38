package io.skipruntime.client.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.client.BrokerOptions;
import io.skipruntime.client.live.LiveOptions;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TimeLimitsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
  private static final long HOUR = 3_600_000;

  private static long retryAfter(String value) {
    return TimeLimits.retryAfterMillis(value, CLOCK);
  }

  @Test
  void retryAfter_isSecondsOrADate_andAtMostAnHour() {
    assertThat(retryAfter("0")).isZero();
    assertThat(retryAfter("2")).isEqualTo(2_000);
    assertThat(retryAfter("2592000")).isEqualTo(HOUR);
    assertThat(retryAfter("9223372036854775807")).isEqualTo(HOUR);
    assertThat(retryAfter("99999999999999999999")).isEqualTo(HOUR);
    assertThat(retryAfter("Sat, 28 Nov 2026 12:00:05 GMT")).isEqualTo(5_000);
    assertThat(retryAfter("Fri, 28 Nov 2036 12:00:00 GMT")).isEqualTo(HOUR);
    assertThat(retryAfter("Sat, 28 Nov 2026 11:00:00 GMT")).isZero();
  }

  @Test
  void retryAfter_isNoTime_whereItSaysNone() {
    for (String value : List.of("", "-5", "soon", "1e3", "2.5", "٣")) {
      assertThat(retryAfter(value)).as(value).isZero();
    }
    assertThat(TimeLimits.retryAfterMillis(HttpHeaders.of(Map.of(), (name, value) -> true)))
        .isZero();
  }

  @Test
  void options_areAtMostWhatTimersTake_andAtLeastAMillisecond() {
    assertThat(BrokerOptions.defaults().withTimeoutMillis(Long.MAX_VALUE).timeoutMillis())
        .isEqualTo(TimeLimits.MAX_MILLIS);
    long most = TimeLimits.MAX_MILLIS;
    LiveOptions live = new LiveOptions(Long.MAX_VALUE, 1L << 40, Long.MAX_VALUE, 1L << 31);
    assertThat(live).isEqualTo(new LiveOptions(most, most, most, most));
    assertThatThrownBy(() -> LiveOptions.defaults().withSilenceMillis(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("silenceMillis must be at least 1: 0");
    assertThat(TimeLimits.bounded(-1)).isZero();
  }
}
