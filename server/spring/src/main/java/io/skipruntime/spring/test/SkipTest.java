package io.skipruntime.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of the application's service alone: of its beans only the {@link
 * io.skipruntime.SkipService} is there, and its inputs and resources are injected into the test.
 * There is no web server, no database and no security. The service is the one that scanning from
 * the application's {@code @SpringBootApplication} finds.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BootstrapWith(SkipTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(SkipTypeExcludeFilter.class)
@AutoConfigureSkip
public @interface SkipTest {

  /** Properties in the form {@code name=value} that the application has in the test. */
  String[] properties() default {};

  /** Whether the usual filters apply, which let services in and nothing else. */
  boolean useDefaultFilters() default true;

  /** What else is let in. */
  Filter[] includeFilters() default {};

  /** What is left out. */
  Filter[] excludeFilters() default {};
}
