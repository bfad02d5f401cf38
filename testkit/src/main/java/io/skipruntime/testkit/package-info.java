/** Tests services in memory: a clock that stands still, evaluation from scratch, the oracle. */
@NullMarked
package io.skipruntime.testkit;

import org.jspecify.annotations.NullMarked;
