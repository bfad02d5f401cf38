/** The graph of nodes, and the transaction that propagates changes through it. */
@NullMarked
package io.skipruntime.engine.graph;

import org.jspecify.annotations.NullMarked;
