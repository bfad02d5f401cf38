/** The project's style as tests: one class per check, all of them run by {@link StyleTest}. */
@NullMarked
package io.skipruntime.style;

import org.jspecify.annotations.NullMarked;
