/** Checks of every text file, whatever its language. */
@NullMarked
package io.skipruntime.tidy.text;

import org.jspecify.annotations.NullMarked;
