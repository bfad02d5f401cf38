/**
 * The feeds of sinks: each has a thread that writes what changes in a resource to a target, and
 * remembers how far the target is.
 */
@NullMarked
package io.skipruntime.engine.sink;

import org.jspecify.annotations.NullMarked;
