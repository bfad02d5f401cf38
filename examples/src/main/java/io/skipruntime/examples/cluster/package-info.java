/** A leader and its followers: one service on several machines. */
@NullMarked
package io.skipruntime.examples.cluster;

import org.jspecify.annotations.NullMarked;
