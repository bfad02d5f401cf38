/** Tests of Spring Boot that have the application's service, and nothing else of it. */
@NullMarked
package io.skipruntime.spring.test;

import org.jspecify.annotations.NullMarked;
