/**
 * The types for a Spring Boot application that has a service as a bean: its inputs and resources as
 * beans, the place of its server, and the customizers of its options.
 *
 * <p>The package {@code autoconfigure} makes these beans; an application does not use it.
 */
@NullMarked
package io.skipruntime.spring;

import org.jspecify.annotations.NullMarked;
