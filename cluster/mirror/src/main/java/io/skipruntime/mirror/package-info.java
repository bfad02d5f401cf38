/**
 * A leader and its followers: services with the same shared collections, of which one computes them
 * and the others mirror them by one stream.
 */
@NullMarked
package io.skipruntime.mirror;

import org.jspecify.annotations.NullMarked;
