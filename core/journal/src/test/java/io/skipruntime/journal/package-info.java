/** Tests of a journal as a whole, and of services that keep their data in one. */
@NullMarked
package io.skipruntime.journal;

import org.jspecify.annotations.NullMarked;
