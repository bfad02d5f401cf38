/** Tests of a journal as a whole. */
@NullMarked
package io.skipruntime.journal;

import org.jspecify.annotations.NullMarked;
