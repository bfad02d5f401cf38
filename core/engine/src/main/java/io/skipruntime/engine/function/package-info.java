/** What a user's function captured: its identity, its purity, and how it is bound to a node. */
@NullMarked
package io.skipruntime.engine.function;

import org.jspecify.annotations.NullMarked;
