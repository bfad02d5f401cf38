package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.StartedService;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.SkipTemplate;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/**
 * The explanation of an application in which no bean is a service although something of a service
 * is injected, or in which several are. It comes before Spring Boot's own, which knows only the
 * bean that is missing.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ServiceBeanFailureAnalyzer
    extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

  private static final Set<Class<?>> OF_A_SERVICE =
      Set.of(
          SkipInput.class,
          SkipResource.class,
          SkipTemplate.class,
          ServiceInstance.class,
          StartedService.class);

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, NoSuchBeanDefinitionException cause) {
    ResolvableType missing = cause.getResolvableType();
    Class<?> type = missing == null ? null : missing.resolve();
    if (cause instanceof NoUniqueBeanDefinitionException several) {
      return type == SkipService.class
          ? new FailureAnalysis(
              "Several beans are a SkipService: %s. An application runs one."
                  .formatted(
                      String.join(", ", Objects.requireNonNull(several.getBeanNamesFound()))),
              "Mark the one that is to run with @Primary, or remove the others.",
              cause)
          : null;
    }
    return type != null && OF_A_SERVICE.contains(type)
        ? new FailureAnalysis(
            "A %s is injected, and no bean is a SkipService.".formatted(type.getSimpleName()),
            "Declare the service as a bean: mark its class with @Component, or return it from a"
                + " method with @Bean.",
            cause)
        : null;
  }
}
