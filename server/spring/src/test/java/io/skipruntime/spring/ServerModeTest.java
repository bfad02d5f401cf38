package io.skipruntime.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.spring.autoconfigure.Applications;
import io.skipruntime.spring.autoconfigure.ConditionalOnServer;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans depend on the place at which the service is served, whatever the spelling of it. */
class ServerModeTest {

  @Configuration
  static class Application {
    @Bean
    @ConditionalOnServer({ServerMode.EMBEDDED, ServerMode.SEPARATE})
    String served() {
      return "served";
    }
  }

  @ParameterizedTest
  @EnumSource(ServerMode.class)
  void bean_isThere_whenTheServiceIsServedAtItsPlaces(ServerMode mode) {
    try (ConfigurableApplicationContext context =
        Applications.start(
            Application.class, "skip.server=" + mode.name().toLowerCase(Locale.ROOT))) {
      assertThat(context.containsBean("served")).isEqualTo(mode != ServerMode.NONE);
    }
  }
}
