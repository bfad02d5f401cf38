package io.skipruntime.spring.mount;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;

/** An application on Tomcat whose backends have to log in. */
@Configuration
@EnableAutoConfiguration
class ServletApplication {

  @Bean
  TextsService service() {
    return new TextsService();
  }

  @Bean
  Accounts accounts() {
    return new Accounts();
  }

  @Bean
  UserDetailsService users(Accounts accounts) {
    return name -> accounts.find(name).orElseThrow(() -> new UsernameNotFoundException(name));
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.csrf(csrf -> csrf.disable())
        .authorizeHttpRequests(
            rules -> rules.requestMatchers("/internal/**").authenticated().anyRequest().permitAll())
        .httpBasic(Customizer.withDefaults())
        .formLogin(Customizer.withDefaults())
        .exceptionHandling(failures ->
            failures.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
        .build();
  }
}
