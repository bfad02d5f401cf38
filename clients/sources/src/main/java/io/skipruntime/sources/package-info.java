/** The commands on what services leave in the databases that they follow. */
@NullMarked
package io.skipruntime.sources;

import org.jspecify.annotations.NullMarked;
