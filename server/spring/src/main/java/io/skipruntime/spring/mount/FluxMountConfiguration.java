package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/** The protocol as handlers of WebFlux. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class FluxMountConfiguration {

  /** Before the application's own handlers, of which one may take all paths. */
  private static final int ORDER = -1;

  @Bean
  SimpleUrlHandlerMapping skipHandlerMapping(
      EmbeddedServer server, RequestPrincipals principals, Logins logins, Environment environment) {
    return mapping(
        new FluxMount(
            server.streaming(), MountPath.ofSubscribers(environment), principals, logins));
  }

  @Bean
  @ConditionalOnProperty(MountPath.CONTROL_PROPERTY)
  SimpleUrlHandlerMapping skipControlHandlerMapping(
      EmbeddedServer server, RequestPrincipals principals, Logins logins, Environment environment) {
    return mapping(
        new FluxMount(server.control(), MountPath.ofBackends(environment), principals, logins));
  }

  private static SimpleUrlHandlerMapping mapping(FluxMount mount) {
    return new SimpleUrlHandlerMapping(Map.of(mount.place().root() + "/**", mount), ORDER);
  }
}
