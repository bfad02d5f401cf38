/** Tests of the package. */
@NullMarked
package io.skipruntime.journal.snapshot;

import org.jspecify.annotations.NullMarked;
