/** A service that uses every operator, on which implementations of Skip are compared. */
@NullMarked
package io.skipruntime.examples.conformance;

import org.jspecify.annotations.NullMarked;
