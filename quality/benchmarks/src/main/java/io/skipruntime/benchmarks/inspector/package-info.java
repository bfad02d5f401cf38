/** The cost of looking into a service, measured beside the same service that is not looked into. */
@NullMarked
package io.skipruntime.benchmarks.inspector;

import org.jspecify.annotations.NullMarked;
