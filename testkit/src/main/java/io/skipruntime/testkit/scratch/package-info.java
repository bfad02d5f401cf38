/** Evaluates a service from scratch: the API's meaning, as plainly as it can be written down. */
@NullMarked
package io.skipruntime.testkit.scratch;

import org.jspecify.annotations.NullMarked;
