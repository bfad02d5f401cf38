/** Transactions: who runs them, in which order, and which writes share one. */
@NullMarked
package io.skipruntime.engine.commit;

import org.jspecify.annotations.NullMarked;
