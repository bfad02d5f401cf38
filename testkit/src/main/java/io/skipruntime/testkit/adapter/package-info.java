/**
 * The adapter kit: a suite of JUnit tests that any source or sink passes. The test class of an
 * adapter extends {@link io.skipruntime.testkit.adapter.SourceContract} or {@link
 * io.skipruntime.testkit.adapter.SinkContract} and says how a test writes to the real system, or
 * reads from it. JUnit Jupiter is needed, which a user of the kit has.
 */
@NullMarked
package io.skipruntime.testkit.adapter;

import org.jspecify.annotations.NullMarked;
