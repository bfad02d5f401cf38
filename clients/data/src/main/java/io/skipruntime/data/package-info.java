/** The commands on the data directory of a service. */
@NullMarked
package io.skipruntime.data;

import org.jspecify.annotations.NullMarked;
