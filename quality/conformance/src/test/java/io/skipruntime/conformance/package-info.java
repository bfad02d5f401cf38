/** The traces that every implementation of Skip answers alike, and what they are replayed on. */
@NullMarked
package io.skipruntime.conformance;

import org.jspecify.annotations.NullMarked;
