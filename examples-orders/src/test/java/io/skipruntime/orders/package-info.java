/** The orders as their users see them. */
@NullMarked
package io.skipruntime.orders;

import org.jspecify.annotations.NullMarked;
