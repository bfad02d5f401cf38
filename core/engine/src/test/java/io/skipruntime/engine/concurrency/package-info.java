/** A service that many threads use at once. */
@NullMarked
package io.skipruntime.engine.concurrency;

import org.jspecify.annotations.NullMarked;
