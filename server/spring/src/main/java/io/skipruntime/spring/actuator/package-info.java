/**
 * The things that Spring Boot's Actuator tells of an application's service: health, numbers in the
 * application's meter registry, and the endpoint {@code skip}.
 */
@NullMarked
package io.skipruntime.spring.actuator;

import org.jspecify.annotations.NullMarked;
