/** Tests of the servers and clients of W6. */
@NullMarked
package io.skipruntime.benchmarks.http;

import org.jspecify.annotations.NullMarked;
