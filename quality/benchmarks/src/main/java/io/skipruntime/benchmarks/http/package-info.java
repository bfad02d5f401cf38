/** Servers that do the same over HTTP, and what loads and measures them. */
@NullMarked
package io.skipruntime.benchmarks.http;

import org.jspecify.annotations.NullMarked;
