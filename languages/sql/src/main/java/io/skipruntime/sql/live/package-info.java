/** The way from a plan to collections that are kept up to date. */
@NullMarked
package io.skipruntime.sql.live;

import org.jspecify.annotations.NullMarked;
