package io.skipruntime.spring.mount;

import io.skipruntime.server.EmbeddedServer;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The protocol as servlets, for applications of Spring MVC and others on a servlet container. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ServletMountConfiguration {

  @Bean
  ServletRegistrationBean<MountServlet> skipServlet(
      EmbeddedServer server, RequestPrincipals principals, Logins logins, Environment environment) {
    return registration(
        "skip", server.streaming(), MountPath.ofSubscribers(environment), principals, logins);
  }

  @Bean
  @ConditionalOnProperty(MountPath.CONTROL_PROPERTY)
  ServletRegistrationBean<MountServlet> skipControlServlet(
      EmbeddedServer server, RequestPrincipals principals, Logins logins, Environment environment) {
    return registration(
        "skip-control", server.control(), MountPath.ofBackends(environment), principals, logins);
  }

  private static ServletRegistrationBean<MountServlet> registration(
      String name,
      EmbeddedServer.Door door,
      MountPath place,
      RequestPrincipals principals,
      Logins logins) {
    ServletRegistrationBean<MountServlet> registration =
        new ServletRegistrationBean<>(
            new MountServlet(door, place, principals, logins), place.root() + "/*");
    registration.setName(name);
    registration.setAsyncSupported(true);
    return registration;
  }

  /** The beans that Tomcat needs. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Tomcat.class, ConfigurableTomcatWebServerFactory.class})
  static class OnTomcat {

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> skipCutOffValve() {
      return factory -> factory.addEngineValves(new CutOffValve());
    }
  }
}
