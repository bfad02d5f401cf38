package io.skipruntime.spring.mount;

import java.time.Duration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import reactor.core.publisher.Mono;

/** An application on Reactor Netty whose backends have to log in. */
@Configuration
@EnableAutoConfiguration
class FluxApplication {

  @Bean
  TextsService service() {
    return new TextsService();
  }

  /** Event loops of its own, or the end of one application would end those of another. */
  @Bean
  ReactorResourceFactory resources() {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  @Bean
  Accounts accounts() {
    return new Accounts();
  }

  @Bean
  ReactiveUserDetailsService users(Accounts accounts) {
    return name -> Mono.justOrEmpty(accounts.find(name));
  }

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http) {
    return http.csrf(csrf -> csrf.disable())
        .authorizeExchange(
            rules -> rules.pathMatchers("/internal/**").authenticated().anyExchange().permitAll())
        .httpBasic(Customizer.withDefaults())
        .formLogin(Customizer.withDefaults())
        .exceptionHandling(failures ->
            failures.authenticationEntryPoint(
                new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED)))
        .build();
  }
}
