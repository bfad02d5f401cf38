/** Tests of polled databases, with real ones. */
@NullMarked
package io.skipruntime.jdbc;

import org.jspecify.annotations.NullMarked;
