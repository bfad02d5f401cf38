/** The board as its users see it. */
@NullMarked
package io.skipruntime.board;

import org.jspecify.annotations.NullMarked;
