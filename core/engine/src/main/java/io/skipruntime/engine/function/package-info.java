/** The state that a user's function captured: its identity, its purity, and its node's copy. */
@NullMarked
package io.skipruntime.engine.function;

import org.jspecify.annotations.NullMarked;
