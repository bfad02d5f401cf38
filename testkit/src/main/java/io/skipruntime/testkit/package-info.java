/** Runs services in memory, for tests of them: {@link io.skipruntime.testkit.TestedService}. */
@NullMarked
package io.skipruntime.testkit;

import org.jspecify.annotations.NullMarked;
