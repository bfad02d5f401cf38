/**
 * The service of an application that is developed with Spring Boot's devtools: it outlives the
 * restarts of the application, and goes on with the new code.
 */
@NullMarked
package io.skipruntime.spring.devtools;

import org.jspecify.annotations.NullMarked;
