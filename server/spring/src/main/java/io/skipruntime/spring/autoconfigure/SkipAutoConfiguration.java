package io.skipruntime.spring.autoconfigure;

import io.skipruntime.ResourceSink;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.ServerMode;
import io.skipruntime.spring.ServerOptionsCustomizer;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.service.Caller;
import io.skipruntime.spring.service.Collections;
import io.skipruntime.spring.service.InputWrites;
import io.skipruntime.spring.service.ServiceDecorator;
import io.skipruntime.spring.service.ServiceLife;
import io.skipruntime.spring.service.SinkBeans;
import io.skipruntime.spring.transaction.TransactionalWrites;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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

  @Bean
  ServiceDecorator skipSinks(ListableBeanFactory beans) {
    return new SinkBeans(() -> beans.getBeansOfType(ResourceSink.class));
  }

  @Bean
  @ConditionalOnMissingBean
  ServiceLife skipServiceLife() {
    return ServiceLife.OF_CONTEXT;
  }

  @Bean
  ServiceStart skipServiceStart(ServiceLife life) {
    return new ServiceStart(life);
  }

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  StartedService skipStartedService(
      SkipService<?, ?> service,
      ServerOptions options,
      ServiceStart start,
      Environment environment,
      ObjectProvider<ServiceDecorator> decorators) {
    SkipService<?, ?> decorated = service;
    for (ServiceDecorator decorator : decorators.orderedStream().toList()) {
      decorated = decorator.decorate(decorated);
    }
    return start.start(decorated, options, ModeCondition.mode(environment) == ServerMode.SEPARATE);
  }

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  ServiceInstance skipServiceInstance(StartedService service) {
    return service.instance();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnServer(ServerMode.SEPARATE)
  ServerLifecycle skipServerLifecycle(
      StartedService service, ServiceLife life, ConfigurableEnvironment environment) {
    return new ServerLifecycle(service, life, environment);
  }

  @Bean
  @ConditionalOnMissingBean
  Collections skipCollections(
      SkipService<?, ?> service,
      ServiceInstance instance,
      InputWrites writes,
      ObjectProvider<Caller> caller) {
    return new Collections(service, instance, writes, caller.getIfAvailable(() -> Caller.NOBODY));
  }

  /** An input for each point at which one is injected. */
  @Bean
  @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
  <K, V> SkipInput<K, V> skipInput(InjectionPoint point, Collections collections) {
    InjectedCollection asked = InjectedCollection.of(point, SkipInput.class);
    return collections.input(asked.name(), asked.types(), asked.place());
  }

  /** A resource for each point at which one is injected. */
  @Bean
  @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
  <K, V> SkipResource<K, V> skipResource(InjectionPoint point, Collections collections) {
    InjectedCollection asked = InjectedCollection.of(point, SkipResource.class);
    return collections.resource(asked.name(), asked.types(), asked.place());
  }

  /** The way of writes in an application that can have transactions: they join these. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(TransactionSynchronizationManager.class)
  @ConditionalOnMissingBean(InputWrites.class)
  static class InTransactions {

    @Bean
    InputWrites skipInputWrites(ServiceInstance instance) {
      return new TransactionalWrites(instance);
    }
  }

  /** The way of writes in an application without transactions: they are made at once. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(
      "org.springframework.transaction.support.TransactionSynchronizationManager")
  @ConditionalOnMissingBean(InputWrites.class)
  static class AtOnce {

    @Bean
    InputWrites skipInputWrites(ServiceInstance instance) {
      return InputWrites.immediate(instance);
    }
  }
}
