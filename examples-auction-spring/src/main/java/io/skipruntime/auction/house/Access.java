package io.skipruntime.auction.house;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;

/**
 * The users and what they may do. Everybody sees the lots, users bid, and auctioneers close lots.
 * The page signs in by a form at {@code /login} and sends the token against forged requests back as
 * a header.
 */
@Configuration(proxyBeanMethods = false)
class Access {

  private static final String AUCTIONEER = "AUCTIONEER";

  @Bean
  SecurityFilterChain rules(HttpSecurity http) {
    return http.authorizeHttpRequests(requests ->
            requests
                .requestMatchers(HttpMethod.POST, "/lots/*/close")
                .hasRole(AUCTIONEER)
                .requestMatchers("/lots/**", "/v1/resources/mine")
                .authenticated()
                .anyRequest()
                .permitAll())
        .csrf(CsrfConfigurer::spa)
        .formLogin(form ->
            form.loginPage("/")
                .loginProcessingUrl("/login")
                .successHandler(
                    (request, response, user) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
                .failureHandler((request, response, failure) ->
                    response.setStatus(HttpStatus.UNAUTHORIZED.value())))
        .logout(logout ->
            logout.logoutSuccessHandler(
                new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
        .exceptionHandling(failures ->
            failures.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
        .build();
  }

  /** The users of the example, each with the own name as the password. */
  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        user("ada", "BIDDER"),
        user("bob", "BIDDER"),
        user("cleo", "BIDDER"),
        user("gavel", "BIDDER", AUCTIONEER));
  }

  private static UserDetails user(String name, String... roles) {
    return User.withUsername(name).password("{noop}" + name).roles(roles).build();
  }
}
