/** Tests of buckets as collections and as targets of sinks, with a real server. */
@NullMarked
package io.skipruntime.nats;

import org.jspecify.annotations.NullMarked;
