/** Snapshots: a service's state at one tick, in one file that is complete or does not count. */
@NullMarked
package io.skipruntime.journal.snapshot;

import org.jspecify.annotations.NullMarked;
