package io.skipruntime.spring.autoconfigure;

import io.skipruntime.client.BrokerOptions;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import java.net.URI;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The configuration of an application that uses a service of another process: a broker, where the
 * properties {@code skip.broker.control} and {@code skip.broker.streaming} say at which addresses.
 */
@AutoConfiguration
class SkipBrokerAutoConfiguration {

  private static final String BROKER = OptionProperties.PREFIX + ".broker.";

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  @ConditionalOnProperty({BROKER + "control", BROKER + "streaming"})
  SkipServiceBroker skipServiceBroker(Environment environment) {
    BrokerOptions options = BrokerOptions.defaults();
    String token = environment.getProperty(BROKER + "control-token");
    return new SkipServiceBroker(
        new Entrypoint(
            URI.create(environment.getRequiredProperty(BROKER + "control")),
            URI.create(environment.getRequiredProperty(BROKER + "streaming"))),
        token == null ? options : options.withControlToken(token));
  }
}
