/** A client of event streams, for tests. */
@org.jspecify.annotations.NullMarked
package io.skipruntime.spring.stream;
