/** The evaluation of plans over a snapshot of a service. */
@NullMarked
package io.skipruntime.sql.snapshot;

import org.jspecify.annotations.NullMarked;
