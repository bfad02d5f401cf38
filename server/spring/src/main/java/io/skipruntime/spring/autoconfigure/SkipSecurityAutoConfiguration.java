package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.spring.security.ResourceGuards;
import io.skipruntime.spring.security.SecurityCaller;
import io.skipruntime.spring.service.Caller;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;

/** The configuration of users and permissions of an application with Spring Security. */
@AutoConfiguration(before = SkipAutoConfiguration.class)
@ConditionalOnClass({SecurityContextHolder.class, PreAuthorize.class})
@ConditionalOnBean(SkipService.class)
class SkipSecurityAutoConfiguration {

  private static final double MILLIS = 1_000;

  @Bean
  @ConditionalOnMissingBean
  Caller skipCaller() {
    return new SecurityCaller();
  }

  @Bean
  @ConditionalOnMissingBean
  ResourceGuards skipResourceGuards(
      ObjectProvider<MethodSecurityExpressionHandler> handler,
      ObjectProvider<UserDetailsService> users,
      ApplicationContext context,
      Environment environment) {
    double seconds =
        environment.getProperty(
            OptionProperties.PREFIX + ".permissions.check-seconds", Double.class, 5.0);
    return new ResourceGuards(
        handler.getIfUnique(() -> usual(context)),
        Optional.ofNullable(users.getIfUnique()),
        Math.round(seconds * MILLIS));
  }

  private static MethodSecurityExpressionHandler usual(ApplicationContext context) {
    DefaultMethodSecurityExpressionHandler handler = new DefaultMethodSecurityExpressionHandler();
    handler.setApplicationContext(context);
    return handler;
  }
}
