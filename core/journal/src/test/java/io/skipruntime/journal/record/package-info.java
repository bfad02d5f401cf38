/** Tests of the package. */
@NullMarked
package io.skipruntime.journal.record;

import org.jspecify.annotations.NullMarked;
