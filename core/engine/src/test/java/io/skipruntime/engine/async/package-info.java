/** Tests of the calls of async functions. */
@NullMarked
package io.skipruntime.engine.async;

import org.jspecify.annotations.NullMarked;
