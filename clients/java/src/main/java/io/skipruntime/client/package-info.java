/** Reads, writes and follows a running service over HTTP. */
@NullMarked
package io.skipruntime.client;

import org.jspecify.annotations.NullMarked;
