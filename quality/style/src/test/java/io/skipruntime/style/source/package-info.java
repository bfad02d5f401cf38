/** Checks of Java sources, on the compiler's syntax tree. */
@NullMarked
package io.skipruntime.style.source;

import org.jspecify.annotations.NullMarked;
