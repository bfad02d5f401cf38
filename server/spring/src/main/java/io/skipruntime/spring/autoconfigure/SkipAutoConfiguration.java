package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.ServerMode;
import io.skipruntime.spring.ServerOptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * The configuration of an application that has a service as a bean: its options, its running
 * instance, and its server.
 */
@AutoConfiguration
@ConditionalOnBean(SkipService.class)
class SkipAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ServerOptions skipServerOptions(
      Environment environment, ObjectProvider<ServerOptionsCustomizer> customizers) {
    ServerOptions options = new OptionProperties(environment).read();
    for (ServerOptionsCustomizer customizer : customizers.orderedStream().toList()) {
      options = customizer.customize(options);
    }
    return options;
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  StartedService skipStartedService(
      SkipService<?, ?> service, ServerOptions options, Environment environment) {
    return ModeCondition.mode(environment) == ServerMode.SEPARATE
        ? StartedService.start(service, options)
        : StartedService.startWithoutListeners(service, options);
  }

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  ServiceInstance skipServiceInstance(StartedService service) {
    return service.instance();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnServer(ServerMode.SEPARATE)
  ServerLifecycle skipServerLifecycle(StartedService service, ConfigurableEnvironment environment) {
    return new ServerLifecycle(service, environment);
  }
}
