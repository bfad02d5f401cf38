package io.skipruntime.spring.devtools;

import io.skipruntime.SkipService;
import io.skipruntime.spring.service.ServiceLife;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.devtools.restart.ConditionalOnInitializedRestarter;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The configuration of an application that devtools restart. */
@AutoConfiguration(beforeName = "io.skipruntime.spring.autoconfigure.SkipAutoConfiguration")
@ConditionalOnClass(Restarter.class)
@ConditionalOnInitializedRestarter
@ConditionalOnBean(SkipService.class)
class DevToolsAutoConfiguration {

  private static final String KEPT = KeptService.class.getName();

  @Bean
  ServiceLife skipKeptService(Environment environment) {
    KeptService kept =
        (KeptService) Restarter.getInstance().getOrAddAttribute(KEPT, KeptService::new);
    return kept.life(settings(environment));
  }

  /** All properties of the service, by which it is seen whether it has to be started again. */
  private static Map<String, Object> settings(Environment environment) {
    return new TreeMap<>(
        Binder.get(environment)
            .bind("skip", Bindable.mapOf(String.class, Object.class))
            .orElseGet(Map::of));
  }
}
