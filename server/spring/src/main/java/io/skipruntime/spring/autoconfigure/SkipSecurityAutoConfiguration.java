package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.spring.security.ApplicationUsers;
import io.skipruntime.spring.security.ResourceGuards;
import io.skipruntime.spring.security.SecurityCaller;
import io.skipruntime.spring.service.Caller;
import io.skipruntime.spring.service.CheckInterval;
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

/** The configuration of users and permissions of an application with Spring Security. */
@AutoConfiguration(before = SkipAutoConfiguration.class)
@ConditionalOnClass({SecurityContextHolder.class, PreAuthorize.class})
@ConditionalOnBean(SkipService.class)
class SkipSecurityAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Caller skipCaller() {
    return new SecurityCaller();
  }

  @Bean
  @ConditionalOnMissingBean
  ResourceGuards skipResourceGuards(
      ObjectProvider<MethodSecurityExpressionHandler> handler,
      ApplicationContext context,
      Environment environment) {
    return new ResourceGuards(
        handler.getIfUnique(() -> usual(context)),
        ApplicationUsers.in(context),
        CheckInterval.millis(environment));
  }

  private static MethodSecurityExpressionHandler usual(ApplicationContext context) {
    DefaultMethodSecurityExpressionHandler handler = new DefaultMethodSecurityExpressionHandler();
    handler.setApplicationContext(context);
    return handler;
  }
}
