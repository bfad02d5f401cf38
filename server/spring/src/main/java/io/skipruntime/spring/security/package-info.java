/**
 * The users of Spring Security as principals of a service, and {@code @PreAuthorize} on resources.
 * {@code ResourceGuards} wraps the resources that are marked; whether a user may see one is data of
 * an external source, {@code Permissions}, so that a stream is told as soon as it changes.
 */
@NullMarked
package io.skipruntime.spring.security;

import org.jspecify.annotations.NullMarked;
