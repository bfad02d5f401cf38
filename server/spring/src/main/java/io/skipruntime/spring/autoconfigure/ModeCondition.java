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

/**
 * The comparison of {@code skip.server} with the places that a {@link ConditionalOnServer} names. A
 * server of its own is the default.
 */
final class ModeCondition extends SpringBootCondition {

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
    return Binder.get(environment).bind(PROPERTY, ServerMode.class).orElse(ServerMode.SEPARATE);
  }
}
