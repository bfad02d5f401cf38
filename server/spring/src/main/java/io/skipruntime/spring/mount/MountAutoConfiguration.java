package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import io.skipruntime.server.StartedService;
import io.skipruntime.spring.ServerMode;
import io.skipruntime.spring.autoconfigure.ConditionalOnServer;
import io.skipruntime.spring.security.ApplicationPrincipals;
import io.skipruntime.spring.security.ApplicationUsers;
import io.skipruntime.spring.security.UserProofs;
import io.skipruntime.spring.service.CheckInterval;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The configuration that mounts the protocol in the application's own web server: what subscribers
 * use below the path {@value MountPath#PROPERTY}, and what backends use below {@value
 * MountPath#CONTROL_PROPERTY}, if that is set.
 */
@AutoConfiguration(afterName = "io.skipruntime.spring.autoconfigure.SkipAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnBean(StartedService.class)
@ConditionalOnServer(ServerMode.EMBEDDED)
@Import({ServletMountConfiguration.class, FluxMountConfiguration.class})
class MountAutoConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  EmbeddedServer skipEmbeddedServer(StartedService service) {
    return EmbeddedServer.of(service);
  }

  @Bean
  MountLifecycle skipMountLifecycle(EmbeddedServer server) {
    return new MountLifecycle(server);
  }

  @Bean
  @ConditionalOnMissingBean
  RequestPrincipals skipRequestPrincipals() {
    return RequestPrincipals.BY_NAME;
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Logins skipLogins(ObjectProvider<Logins.ProofSource> proofs, Environment environment) {
    return new Logins(
        proofs.getIfAvailable(() -> user -> List.of()), CheckInterval.millis(environment));
  }

  /** Users as Spring Security has them, with their authorities. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.security.core.Authentication")
  static class OfSecurity {

    @Bean
    @ConditionalOnMissingBean
    RequestPrincipals skipSecurityPrincipals() {
      return ApplicationPrincipals::of;
    }

    @Bean
    @ConditionalOnMissingBean
    Logins.ProofSource skipUserProofs(ListableBeanFactory beans) {
      return new UserProofs(ApplicationUsers.in(beans))::of;
    }
  }
}
