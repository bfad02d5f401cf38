package io.skipruntime.spring.mount;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** An application on Reactor Netty whose backends have to log in. */
@Configuration
@EnableAutoConfiguration
class FluxApplication {

  @Bean
  TextsService service() {
    return new TextsService();
  }

  @Bean
  MapReactiveUserDetailsService users() {
    return new MapReactiveUserDetailsService(
        User.withUsername("ann").password("{noop}secret").roles("USER").build());
  }

  /** The users whose authorities {@code @PreAuthorize} asks for again. */
  @Bean
  InMemoryUserDetailsManager permissions() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ann").password("{noop}secret").roles("USER").build());
  }

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http) {
    return http.csrf(csrf -> csrf.disable())
        .authorizeExchange(
            rules -> rules.pathMatchers("/internal/**").authenticated().anyExchange().permitAll())
        .httpBasic(Customizer.withDefaults())
        .build();
  }
}
