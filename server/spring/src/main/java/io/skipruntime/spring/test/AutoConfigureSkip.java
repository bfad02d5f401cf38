package io.skipruntime.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * The application's service in a test of Spring Boot, with its inputs and resources as beans: for a
 * slice of another kind that needs them, too. The service is served nowhere and keeps no data,
 * unless {@link #server} and {@link #data} say otherwise.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration
@PropertyMapping("skip")
public @interface AutoConfigureSkip {

  /** The property {@code skip.server}. */
  String server() default "none";

  /** The property {@code skip.data}: a directory for data, or nothing for none. */
  String data() default "";
}
