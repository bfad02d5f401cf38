package io.skipruntime.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of the input or resource that is injected, where it is not the name of the field or
 * parameter. {@code bidsFor} is also the name of the resource {@code bids_for}, without this.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface SkipName {

  /** The name, as the service has it. */
  String value();
}
