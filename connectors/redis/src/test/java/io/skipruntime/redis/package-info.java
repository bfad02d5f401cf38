/** Tests of streams as collections and of targets of sinks, with a real server. */
@NullMarked
package io.skipruntime.redis;

import org.jspecify.annotations.NullMarked;
