/** A service over an API that is polled. */
@NullMarked
package io.skipruntime.examples.departures;

import org.jspecify.annotations.NullMarked;
