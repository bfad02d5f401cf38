package io.skipruntime.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.StartedService;
import io.skipruntime.spring.actuator.MeasurementSource;
import io.skipruntime.spring.actuator.SkipEndpoint;
import io.skipruntime.spring.actuator.SkipHealth;
import io.skipruntime.spring.actuator.SkipMeters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The configuration of health, meters and the endpoint of an application with Actuator. */
@AutoConfiguration(after = SkipAutoConfiguration.class)
@ConditionalOnBean(StartedService.class)
class SkipActuatorAutoConfiguration {

  /** The numbers of the service in every meter registry of the application. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnClass(MeterRegistry.class)
  SkipMeters skipMeters(StartedService service, ObjectProvider<MeasurementSource> source) {
    return new SkipMeters(source.getIfAvailable(() -> service::measurements));
  }

  /** The health of the service, under the name {@code skip}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
  static class OfHealth {

    @Bean
    @ConditionalOnMissingBean(name = "skipHealthContributor")
    @ConditionalOnEnabledHealthIndicator("skip")
    HealthContributor skipHealthContributor(ServiceInstance service) {
      return SkipHealth.of(service);
    }
  }

  /** The endpoint {@code skip}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
  static class OfEndpoint {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    SkipEndpoint skipEndpoint(ServiceInstance service) {
      return new SkipEndpoint(service);
    }
  }
}
