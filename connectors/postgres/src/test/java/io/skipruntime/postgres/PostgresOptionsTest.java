package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Times of options are bounded where they are given, to what the server and timers take. */
class PostgresOptionsTest {

  private static final PostgresOptions OPTIONS =
      PostgresOptions.of("jdbc:postgresql://127.0.0.1:5432/app", "app", "");

  @Test
  void times_areAtMostWhatTheServerTakes() {
    PostgresOptions longest =
        OPTIONS
            .withMaxSilenceMillis(Long.MAX_VALUE)
            .withMaxRetryMillis(Long.MAX_VALUE)
            .withPollMillis(Long.MAX_VALUE)
            .withCatalogMillis(Long.MAX_VALUE);
    assertThat(
            new long[] {
              longest.maxSilenceMillis(),
              longest.maxRetryMillis(),
              longest.pollMillis(),
              longest.catalogMillis()
            })
        .containsOnly(Integer.MAX_VALUE);
  }

  @Test
  void times_areAtLeastAMillisecond() {
    for (long millis : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> OPTIONS.withMaxRetryMillis(millis)).hasMessageContaining("at least");
      assertThatThrownBy(() -> OPTIONS.withPollMillis(millis)).hasMessageContaining("at least");
      assertThatThrownBy(() -> OPTIONS.withCatalogMillis(millis)).hasMessageContaining("at least");
      assertThatThrownBy(() -> OPTIONS.withMaxSilenceMillis(millis))
          .hasMessageContaining("at least");
    }
  }
}
