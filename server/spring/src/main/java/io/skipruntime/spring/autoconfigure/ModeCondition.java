package io.skipruntime.spring.autoconfigure;

import io.skipruntime.spring.ServerMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * The comparison of {@code skip.server} with the places that a {@link ConditionalOnServer} names.
 * By default that is the application's own web server, and where it has none, a server of its own.
 */
final class ModeCondition extends SpringBootCondition {

  private static final List<String> WEB_ENVIRONMENTS =
      List.of(
          "org.springframework.web.context.ConfigurableWebEnvironment",
          "org.springframework.boot.web.context.reactive.ConfigurableReactiveWebEnvironment");

  private static final String PROPERTY = OptionProperties.PREFIX + ".server";

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Map<String, Object> attributes =
        Objects.requireNonNull(
            metadata.getAnnotationAttributes(ConditionalOnServer.class.getName()));
    List<ServerMode> wanted =
        List.of((ServerMode[]) Objects.requireNonNull(attributes.get("value")));
    ServerMode mode = mode(context.getEnvironment());
    return new ConditionOutcome(
        wanted.contains(mode),
        ConditionMessage.forCondition(ConditionalOnServer.class).because(PROPERTY + " is " + mode));
  }

  /** The place at which the service is served. */
  static ServerMode mode(Environment environment) {
    return Binder.get(environment)
        .bind(PROPERTY, ServerMode.class)
        .orElseGet(() -> hasWebServer(environment) ? ServerMode.EMBEDDED : ServerMode.SEPARATE);
  }

  /** The kind of an environment tells the kind of its application, as Spring Boot has it. */
  private static boolean hasWebServer(Environment environment) {
    ClassLoader loader = ModeCondition.class.getClassLoader();
    return WEB_ENVIRONMENTS.stream()
        .filter(name -> ClassUtils.isPresent(name, loader))
        .anyMatch(name -> ClassUtils.resolveClassName(name, loader).isInstance(environment));
  }
}
