package io.skipruntime.conformance;

import io.skipruntime.SkipService;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** A service that is mounted in the web server of an application of Spring Boot. */
final class MountedService {

  private MountedService() {}

  /** The application, which has the service and nothing else. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  /** Starts an application on Tomcat, by Spring MVC, or on Reactor Netty, by WebFlux. */
  static Driver start(WebApplicationType type, SkipService<?, ?> service) {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .web(type)
            .bannerMode(Banner.Mode.OFF)
            .initializers(each ->
                ((GenericApplicationContext) each)
                    .registerBean("service", SkipService.class, () -> service))
            .run(
                "--server.port=0",
                "--skip.path=/live",
                "--skip.control-path=/internal",
                "--logging.level.root=warn",
                "--spring.reactor.netty.shutdown-quiet-period=0s");
    String address =
        "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpDriver.at(address + "/internal", address + "/live", context::close);
  }
}
