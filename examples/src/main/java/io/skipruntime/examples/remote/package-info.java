/** A service over another service. */
@NullMarked
package io.skipruntime.examples.remote;

import org.jspecify.annotations.NullMarked;
