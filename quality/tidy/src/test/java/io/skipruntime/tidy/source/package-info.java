/** Checks of Java sources, on the compiler's syntax tree. */
@NullMarked
package io.skipruntime.tidy.source;

import org.jspecify.annotations.NullMarked;
