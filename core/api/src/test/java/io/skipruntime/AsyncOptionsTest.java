package io.skipruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.AsyncOptions.Retry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The times of options, whatever a caller gives, and those that a service asks for. */
class AsyncOptionsTest {

  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
  private static final Duration LONGEST = Duration.ofDays(36_500);

  @Test
  void timesWithoutEnd_areAsLongAsThereAreAny() {
    Retry retry = new Retry(3, FOREVER, FOREVER, Optional.of(FOREVER));
    AsyncOptions<String> options =
        AsyncOptions.of("f", String.class)
            .withTimeout(FOREVER)
            .withRate(5, FOREVER)
            .withRetry(retry);
    assertThat(options.timeout()).isEqualTo(LONGEST);
    assertThat(options.rate().orElseThrow().per()).isEqualTo(LONGEST);
    assertThat(options.retry()).isEqualTo(new Retry(3, LONGEST, LONGEST, Optional.of(LONGEST)));
  }

  @Test
  void timesThatAreTooShort_areRefused() {
    AsyncOptions<String> options = AsyncOptions.of("f", String.class);
    assertThatThrownBy(() -> options.withTimeout(Duration.ZERO))
        .hasMessage("the timeout must be at least a millisecond");
    assertThatThrownBy(() -> options.withTimeout(FOREVER.negated()))
        .hasMessage("the timeout must be at least a millisecond");
    assertThatThrownBy(() -> options.withRate(1, Duration.ofNanos(1)))
        .hasMessage("the time of a rate must be at least a millisecond");
  }

  @Test
  void serviceThatAsksForAPause_isHeardForAnHour() {
    assertThat(AsyncCallException.passing("busy", FOREVER).retryAfter())
        .contains(Duration.ofHours(1));
    assertThat(AsyncCallException.passing("busy", Duration.ofSeconds(-5)).retryAfter())
        .contains(Duration.ZERO);
    assertThat(SinkException.passing("busy", Long.MAX_VALUE).retryAfterMillis())
        .isEqualTo(3_600_000);
    assertThat(SinkException.passing("busy", -1).retryAfterMillis()).isZero();
  }
}
