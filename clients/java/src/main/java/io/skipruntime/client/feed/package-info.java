/** Keeping data supplied by a source that may fail: attempts, and the pauses between them. */
@NullMarked
package io.skipruntime.client.feed;

import org.jspecify.annotations.NullMarked;
