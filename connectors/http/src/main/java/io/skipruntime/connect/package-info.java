/**
 * External services that need nothing but HTTP: addresses that are polled, and other Skip services.
 */
@NullMarked
package io.skipruntime.connect;

import org.jspecify.annotations.NullMarked;
