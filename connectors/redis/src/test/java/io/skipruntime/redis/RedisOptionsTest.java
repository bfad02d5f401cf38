package io.skipruntime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisOptionsTest {

  @Test
  void address_namesHostPortUserAndDatabase() {
    RedisOptions options = RedisOptions.of("rediss://ann:a%20hushed%3Aword@example.com:6380/3");
    assertThat(options.host()).isEqualTo("example.com");
    assertThat(options.port()).isEqualTo(6380);
    assertThat(options.database()).isEqualTo(3);
    assertThat(options.user()).contains("ann");
    assertThat(options.password()).contains("a hushed:word");
    assertThat(options.line().tls()).isPresent();
    assertThat(options.toString()).isEqualTo("RedisOptions[example.com:6380/3, TLS]");
  }

  @Test
  void address_mayBeAHostAlone_andHaveAPasswordWithoutUser() {
    assertThat(RedisOptions.of("example.com").toString())
        .isEqualTo("RedisOptions[example.com:6379/0]");
    assertThat(RedisOptions.of("[::1]:7000").host()).isEqualTo("::1");
    RedisOptions options = RedisOptions.of("redis://:hushed@localhost");
    assertThat(options.user()).isEmpty();
    assertThat(options.password()).contains("hushed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis://ann:hush ed@localhost",
        "ftp://ann:hushed@localhost",
        "redis://hushed@localhost",
        "redis://ann:hushed@localhost/first",
        "redis://ann:hushed@localhost/0?a=b",
        "redis://ann:hushed@"
      })
  void whatIsNoAddress_isRefused_withoutItsPassword(String address) {
    assertThatThrownBy(() -> RedisOptions.of(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOST:PORT")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }

  @Test
  void numbersOutOfBounds_areRefused() {
    RedisOptions options = RedisOptions.of("localhost");
    assertThatThrownBy(() -> options.withDatabase(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> options.withTimeoutMillis(0)).hasMessageContaining("timeoutMillis");
    assertThatThrownBy(() -> options.withCheckMillis(0)).hasMessageContaining("checkMillis");
  }
}
