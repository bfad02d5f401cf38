/** The records of the log and the parts of a snapshot as bytes. */
@NullMarked
package io.skipruntime.journal.record;

import org.jspecify.annotations.NullMarked;
