/** The project's structure as tests: one class per check, all of them run by {@link TidyTest}. */
@NullMarked
package io.skipruntime.tidy;

import org.jspecify.annotations.NullMarked;
