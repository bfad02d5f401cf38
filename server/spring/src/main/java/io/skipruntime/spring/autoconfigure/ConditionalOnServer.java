package io.skipruntime.spring.autoconfigure;

import io.skipruntime.spring.ServerMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** The condition that the service is served at certain places, as {@link ModeCondition} finds. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ModeCondition.class)
public @interface ConditionalOnServer {

  /** The places; one is enough. */
  ServerMode[] value();
}
