/** Checks of every text file, whatever its language. */
@NullMarked
package io.skipruntime.style.text;

import org.jspecify.annotations.NullMarked;
