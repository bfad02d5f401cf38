/**
 * The inputs and resources of a running service as an application's beans. {@code Collections}
 * finds them by name and checks their types, {@code InputWrites} is the way that writes take, and
 * {@code Caller} the user for whom a call is made.
 */
@NullMarked
package io.skipruntime.spring.service;

import org.jspecify.annotations.NullMarked;
