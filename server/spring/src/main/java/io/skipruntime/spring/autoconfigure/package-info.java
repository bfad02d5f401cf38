/**
 * The configuration that Spring Boot applies where a {@link io.skipruntime.SkipService} is a bean:
 * the options from the application's properties, the service and its server with the application's
 * life, and analysers that explain a start that fails. Everything backs off where the application
 * has a bean of the same type.
 */
@NullMarked
package io.skipruntime.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
